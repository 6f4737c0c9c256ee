import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import type { Deps } from '../../ports/deps.ts';
import type { PendingCallback } from '../../ports/records.ts';
import { type Change, Conflict } from '../../ports/repository.ts';
import { resumed } from '../../ports/tracing.ts';
import { backOffMs } from './back-off.ts';

/** How many callbacks are under way at once. Under load a round takes as long for many as for few: it waits for its turns. */
const AT_ONCE = 500;
/** A commit takes no more changes. */
const CHANGES_MAX = 100;

/** What a drain did. `gone`: the workflow had stopped waiting for it. `delayed`: to be tried again later. */
export interface DrainedCallbacks {
  sent: number;
  gone: number;
  delayed: number;
}

/**
 * Sends every callback that is due to the workflow: the only place that does. A callback is deleted when the workflow
 * took it, or says that it waits no more; anything else puts it off. Dying in between sends it again, which does no harm.
 */
export async function drainCallbacks(deps: Deps): Promise<DrainedCallbacks> {
  const drained: DrainedCallbacks = { sent: 0, gone: 0, delayed: 0 };
  for (;;) {
    const before = new Date(deps.clock.nowMs() + 1).toISOString();
    const { items } = await deps.repository.query('callback', 'due', { partition: 'due', before, limit: AT_ONCE });
    if (items.length === 0) return drained;
    const outcomes = await Promise.all(items.map((callback) => send(deps, callback)));
    for (const outcome of outcomes) drained[outcome] += 1;
    const changes = items.map((callback, index) => settled(deps, callback, outcomes[index] as keyof DrainedCallbacks));
    const commits: Promise<void>[] = [];
    while (changes.length > 0) commits.push(settle(deps, changes.splice(0, CHANGES_MAX)));
    await Promise.all(commits);
  }
}

/** Errors by which the workflow says that nobody waits with this token any more. */
const nobodyWaits = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

async function send(deps: Deps, callback: PendingCallback): Promise<keyof DrainedCallbacks> {
  const { taskToken, output, incidentId, attempts, traceHeader: header, previousTraceHeader: previous } = callback;
  const work = { name: 'Resume workflow', facts: { incidentId, attempt: attempts }, header, previous };
  try {
    const command = new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) });
    await resumed(deps.tracing, work, () => deps.sfn.send(command));
    return 'sent';
  } catch (error) {
    return error instanceof Error && nobodyWaits.has(error.name) ? 'gone' : 'delayed';
  }
}

function settled(deps: Deps, callback: PendingCallback, outcome: keyof DrainedCallbacks): Change {
  if (outcome !== 'delayed') {
    return { type: 'delete', kind: 'callback', id: callback.id, expected: callback.version };
  }
  const attempts = callback.attempts + 1;
  const nextAttemptAt = new Date(deps.clock.nowMs() + backOffMs(attempts)).toISOString();
  return { type: 'put', kind: 'callback', item: { ...callback, attempts, nextAttemptAt }, expected: callback.version };
}

/** All at once; where another drain, or a new put of the same callback, was there first, one by one. */
async function settle(deps: Deps, changes: readonly Change[]): Promise<void> {
  try {
    await deps.repository.commit(changes);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    for (const change of changes) await ignoringConflict(() => deps.repository.commit([change]));
  }
}

async function ignoringConflict(commit: () => Promise<void>): Promise<void> {
  try {
    await commit();
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
  }
}
