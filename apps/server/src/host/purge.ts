import type { Deps } from '@resit/integrity/ports/deps';
import { Conflict } from '@resit/integrity/ports/repository';

const BATCH = 100;

/** Deletes exam sessions and limits that have expired. Returns how many. */
export async function purgeExpired({ repository, clock }: Pick<Deps, 'repository' | 'clock'>): Promise<number> {
  const before = new Date(clock.nowMs()).toISOString();
  let purged = 0;
  for (const [kind, partition] of [
    ['examSession', 'session'],
    ['limit', 'limit'],
  ] as const) {
    for (;;) {
      const { items } = await repository.query(kind, 'expiring', { partition, before, limit: BATCH });
      if (items.length === 0) break;
      try {
        await repository.commit(items.map(({ id, version }) => ({ type: 'delete', kind, id, expected: version })));
      } catch (error) {
        // One of them was renewed in this moment: it is not expired any more, the next round leaves it out.
        if (!(error instanceof Conflict)) throw error;
      }
      purged += items.length;
    }
  }
  return purged;
}
