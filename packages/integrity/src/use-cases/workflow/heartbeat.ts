import type { Deps } from '../../ports/deps.ts';
import { Conflict } from '../../ports/repository.ts';
import { moveDeadlinesAfterOutage, type Outage } from './move-deadlines-after-outage.ts';

const ID = 'service';

/**
 * Where the service runs on several machines: says that it works. After a time in which nobody said so, deadlines that
 * lost over an hour of their last day to it are moved first. To be called every minute, with one clock for both. Returns
 * how many it moved.
 */
export async function keepHeartbeat(deps: Deps): Promise<number> {
  const last = await deps.repository.get('heartbeat', ID);
  const moved = await settleOutage(deps);
  const item = { id: ID, version: 0, at: new Date(deps.clock.nowMs()).toISOString() } as const;
  try {
    await deps.repository.commit([{ type: 'put', kind: 'heartbeat', item, expected: last?.version ?? null }]);
  } catch (error) {
    // Two at once: the other one has said it.
    if (!(error instanceof Conflict)) throw error;
  }
  return moved;
}

/**
 * Moves the deadlines of an outage that has just ended, if there was one: before anything is decided by a deadline. Nothing
 * where no heartbeat is kept. One outage moves a deadline once, whoever calls this and however often. Returns how many it moved.
 */
export async function settleOutage(deps: Deps): Promise<number> {
  const last = await deps.repository.get('heartbeat', ID);
  if (!last) return 0;
  const fromMs = Date.parse(last.at);
  return moveDeadlinesAfterOutage(deps, outageOf(fromMs, Math.max(fromMs, deps.clock.nowMs())));
}

/** An outage on a workflow clock that is the real one. */
export const outageOf = (fromMs: number, toMs: number): Outage => ({
  realFromMs: fromMs,
  realToMs: toMs,
  workflowFromMs: fromMs,
  workflowToMs: toMs,
});
