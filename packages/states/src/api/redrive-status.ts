import type { Execution } from '../interpreter/execution.ts';
import { MAX_HISTORY_EVENTS } from '../interpreter/limits.ts';
import type { Engine } from '../runtime/engine.ts';
import type { StateMachine } from '../runtime/records.ts';
import type { ExecutionRow } from '../store/store.ts';

const DAY_MS = 86_400_000;
/** An execution can be redriven for so long after it ended. */
export const REDRIVE_DAYS = 14;

/** An execution lasts at most for so long. */
const EXECUTION_DAYS = 365;

export interface RedriveStatus {
  readonly status: 'REDRIVABLE' | 'NOT_REDRIVABLE';
  readonly reason?: string;
}

/** Whether RedriveExecution would be taken, and if not, why, in AWS's words. */
export function redriveStatusOf(engine: Engine, machine: StateMachine, row: ExecutionRow): RedriveStatus {
  if (machine.type === 'EXPRESS') return refused('Execution is EXPRESS and cannot be redriven');
  if (row.status === 'RUNNING' || row.status === 'SUCCEEDED') {
    return refused(`Execution is ${row.status} and cannot be redriven`);
  }
  if (machine.status !== 'ACTIVE') return refused('State machine is in DELETING status');
  const nowMs = engine.clock.nowMs();
  if (row.stopMs !== null && nowMs - row.stopMs > REDRIVE_DAYS * DAY_MS) {
    return refused('Execution redrivable period exceeded');
  }
  if (nowMs - row.startMs > EXECUTION_DAYS * DAY_MS) return refused('Execution has exceeded the max execution time');
  if (row.state === null) return refused(`Execution is ${row.status} and cannot be redriven`);
  const { lastEventId } = JSON.parse(row.state) as Execution;
  // room for the redrive's own event and for one more
  if (lastEventId >= MAX_HISTORY_EVENTS - 1) return refused('Execution history event limit exceeded');
  return { status: 'REDRIVABLE' };
}

function refused(reason: string): RedriveStatus {
  return { status: 'NOT_REDRIVABLE', reason };
}
