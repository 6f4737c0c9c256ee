import { isIndexed, type PlaceRow, placesOf } from '@resit/integrity/ports/places';
import type { Items, Kind } from '@resit/integrity/ports/repository';
import type { Database } from 'better-sqlite3';

/** Where stored items stand in their indexes: what a write has to move. Remembers what was written last. */
export interface KnownPlaces {
  /** The places of the item, which has this version now. */
  of(kind: Kind, id: string, version: number): readonly PlaceRow[];
  keep(kind: Kind, id: string, version: number, places: readonly PlaceRow[]): void;
  forget(kind: Kind, id: string): void;
  clear(): void;
}

/** About as many items as a busy minute writes. */
const KEPT_MAX = 4000;

export function knownPlaces(db: Database): KnownPlaces {
  const bodyOf = db.prepare<[string, string], string>('SELECT body FROM items WHERE kind = ? AND id = ?').pluck();
  const kept = new Map<string, { version: number; places: readonly PlaceRow[] }>();
  const keyOf = (kind: Kind, id: string): string => `${kind}\n${id}`;
  return {
    of(kind, id, version) {
      if (!isIndexed(kind)) return [];
      const found = kept.get(keyOf(kind, id));
      if (found?.version === version) return found.places;
      const body = bodyOf.get(kind, id);
      return body === undefined ? [] : placesOf(kind, JSON.parse(body) as Items[Kind]);
    },
    keep(kind, id, version, places) {
      if (!isIndexed(kind)) return;
      const key = keyOf(kind, id);
      kept.delete(key);
      kept.set(key, { version, places });
      if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value ?? '');
    },
    forget: (kind, id) => void kept.delete(keyOf(kind, id)),
    clear: () => kept.clear(),
  };
}
