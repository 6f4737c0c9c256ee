import type { Engine } from '../runtime/engine.ts';
import type { StateMachine } from '../runtime/records.ts';
import type { ExecutionRow } from '../store/store.ts';

const DAY_MS = 86_400_000;
/** An execution can be redriven for so long after it ended. */
export const REDRIVE_DAYS = 14;

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
  if (row.stopMs !== null && engine.clock.nowMs() - row.stopMs > REDRIVE_DAYS * DAY_MS) {
    return refused('Execution redrive period exceeded');
  }
  if (row.state === null) return refused(`Execution is ${row.status} and cannot be redriven`);
  return { status: 'REDRIVABLE' };
}

function refused(reason: string): RedriveStatus {
  return { status: 'NOT_REDRIVABLE', reason };
}
