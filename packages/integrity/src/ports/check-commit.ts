import type { Change } from './repository.ts';

/** A commit that no adapter may take: a fault of the caller's code. */
export class BadCommit extends Error {
  readonly code = 'bad-commit';
}

/** Asserts what the port asks of a commit: 1 to 100 changes and no item twice (a limit of the narrowest adapter). */
export function checkCommit(changes: readonly Change[]): void {
  if (changes.length === 0 || changes.length > 100) {
    throw new BadCommit(`A commit holds 1 to 100 changes; this one holds ${changes.length}.`);
  }
  const seen = new Set<string>();
  for (const change of changes) {
    if (change.type === 'audit' || change.type === 'count') continue;
    const key = `${change.kind}\n${change.type === 'put' ? change.item.id : change.id}`;
    if (seen.has(key)) throw new BadCommit(`A commit names ${key.replace('\n', ' ')} twice.`);
    seen.add(key);
  }
}
