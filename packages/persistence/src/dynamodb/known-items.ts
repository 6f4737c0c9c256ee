import type { Kind } from '@resit/integrity/ports/repository';
import type { Known } from './stored-item.ts';

/**
 * What was read or written last, so that a decision that loads and then commits need not read twice. It may be out of date:
 * every write names the stamp that it knows, and one that is out of date is refused and looked up.
 */
export interface KnownItems {
  get(kind: Kind, id: string): Known | undefined;
  keep(kind: Kind, id: string, known: Known): void;
  forget(kind: Kind, id: string): void;
}

/** About as many items as a busy minute writes. */
const KEPT_MAX = 4000;

export function knownItems(): KnownItems {
  const kept = new Map<string, Known>();
  const keyOf = (kind: Kind, id: string): string => `${kind}\n${id}`;
  return {
    get: (kind, id) => kept.get(keyOf(kind, id)),
    keep(kind, id, known) {
      const key = keyOf(kind, id);
      kept.delete(key);
      kept.set(key, known);
      if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value ?? '');
    },
    forget: (kind, id) => void kept.delete(keyOf(kind, id)),
  };
}
