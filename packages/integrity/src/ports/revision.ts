import type { Change, Kind } from './repository.ts';

/** Kinds that are read far more often than written. What was read of one may be kept while its revision stays the same. */
type Revised = Extract<Kind, 'question'>;
const revised: readonly Kind[] = ['question'] satisfies Revised[];

/** The counter that grows with every commit that writes items of the kind. */
export const revisionCounter = (kind: Revised): string => `revision:${kind}`;

/** The commit as adapters write it: with one change more for each kind whose revision it moves on. */
export function withRevisions(changes: readonly Change[]): readonly Change[] {
  const writes = (kind: Kind): boolean =>
    changes.some((change) => (change.type === 'put' || change.type === 'delete') && change.kind === kind);
  const moved = revised.filter(writes) as Revised[];
  if (moved.length === 0) return changes;
  return [...changes, ...moved.map((kind): Change => ({ type: 'count', counter: revisionCounter(kind), by: 1 }))];
}
