import type { RecordedToken } from '../incident/incident.ts';
import type { Clock } from '../ports/deps.ts';
import type { PendingCallback } from '../ports/records.ts';
import { type Change, Conflict } from '../ports/repository.ts';

const TRIES_MAX = 12;
const PAUSE_MS_MAX = 64;

/**
 * Runs a load-decide-commit again while somebody else commits first. Every try loads anew, so that what is decided is
 * decided on what is there. The last conflict is thrown: whoever called may try again.
 */
export async function retryOnConflict<T>(loadDecideCommit: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await loadDecideCommit();
    } catch (error) {
      if (!(error instanceof Conflict) || tries === TRIES_MAX) throw error;
      await new Promise((resume) => setTimeout(resume, Math.min(2 ** (tries - 2), PAUSE_MS_MAX)));
    }
  }
}

/** An item on which a waiting function records its token, and to which the decision that it waits for is written. */
interface Waited {
  id: string;
  version: number;
  waiting?: RecordedToken;
}

/**
 * The callback that a decision owes, to be committed with it: none if no function waits on the item. `item` is the item
 * as it was read; the decision's own put names its version, so that the id is used once. The item should be written
 * without its `waiting`: the callback has the token now.
 */
export function owedCallback(
  item: Waited,
  incidentId: string,
  output: PendingCallback['output'],
  clock: Clock,
): Change[] {
  if (!item.waiting) return [];
  const id = `${item.id}:${item.version + 1}`;
  const { taskToken, traceHeader } = item.waiting;
  const callback: PendingCallback = {
    ...pendingCallback(id, incidentId, taskToken, output, clock),
    ...(traceHeader === undefined ? {} : { previousTraceHeader: traceHeader }),
  };
  return [{ type: 'put', kind: 'callback', item: callback, expected: null }];
}

/**
 * The callback of a waiting function that finds the decision there already. A repeated call of the function puts the same
 * callback again.
 */
export function callbackAtOnce(
  itemId: string,
  incidentId: string,
  token: BroughtToken,
  output: PendingCallback['output'],
  clock: Clock,
): Change {
  const id = `${itemId}:at-once:${token.enteredAt}:${token.retryCount}`;
  return { type: 'put', kind: 'callback', item: pendingCallback(id, incidentId, token.taskToken, output, clock) };
}

const pendingCallback = (
  id: string,
  incidentId: string,
  taskToken: string,
  output: PendingCallback['output'],
  clock: Clock,
): PendingCallback => ({
  id,
  version: 0,
  incidentId,
  taskToken,
  output,
  attempts: 0,
  nextAttemptAt: new Date(clock.nowMs()).toISOString(),
});

/** A token as a waiting function brought it, with when its state was entered (and re-entered by a retry). */
export interface BroughtToken {
  taskToken: string;
  enteredAt: string;
  retryCount: number;
}

/** Newer wins: a late call with a token that has been replaced since must not displace its successor. */
export function isNewer(brought: BroughtToken, recorded: RecordedToken | undefined): boolean {
  if (!recorded) return true;
  const laterByMs = Date.parse(brought.enteredAt) - Date.parse(recorded.recordedAt);
  if (laterByMs !== 0) return laterByMs > 0;
  return brought.retryCount >= (recorded.retryCount ?? 0);
}

/** The token as it stands on the item. */
export const recordedToken = ({ taskToken, enteredAt, retryCount }: BroughtToken): RecordedToken => ({
  taskToken,
  recordedAt: enteredAt,
  ...(retryCount > 0 ? { retryCount } : {}),
});
