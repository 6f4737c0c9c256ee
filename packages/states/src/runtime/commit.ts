// From what the interpreter returned to what the store must write.
import type { Program } from '../asl/program.ts';
import type { Execution } from '../interpreter/execution.ts';
import { openTasks, openTimers } from '../interpreter/open-waits.ts';
import type { Command, Outcome } from '../interpreter/types.ts';
import type { Change } from '../store/store.ts';
import { writeEvents } from './stored-events.ts';

/** An execution that used up its slice is open as a task of this number, which no wait has, until it has gone on. */
export const CONTINUE_SEQ = 0;

/** The state as it is kept: nothing, where nothing can go on from it. */
export function stateText(execution: Execution): string | null {
  return execution.status === 'SUCCEEDED' ? null : JSON.stringify(execution);
}

/** History, timers and tasks of one step. `before` is undefined for the first. */
export function changesOf(
  id: number,
  program: Program,
  before: Execution | undefined,
  command: Command,
  outcome: Outcome,
): Change[] {
  const changes: Change[] = [];
  const [first] = outcome.events;
  if (first) {
    changes.push({
      kind: 'history.append',
      executionId: id,
      firstEventId: first.id,
      events: writeEvents(outcome.events),
    });
  }
  // The call was made: it need not be made again.
  if (command.kind === 'task-submitted' || command.kind === 'task-started')
    changes.push({ kind: 'task.close', executionId: id, seq: command.seq });
  if (command.kind === 'continue') changes.push({ kind: 'task.close', executionId: id, seq: CONTINUE_SEQ });
  let waits: OpenWaits | undefined;
  for (const effect of outcome.effects) {
    switch (effect.kind) {
      case 'schedule-task':
        waits ??= openWaits(program, before);
        waits.tasks.add(effect.seq);
        changes.push({ kind: 'task.open', executionId: id, seq: effect.seq });
        break;
      case 'set-timer': {
        waits ??= openWaits(program, before);
        clearTimer(changes, id, waits, effect.seq);
        waits.timers.set(effect.seq, effect.dueMs);
        changes.push({ kind: 'timer.set', dueMs: effect.dueMs, executionId: id, seq: effect.seq });
        break;
      }
      case 'close':
        waits ??= openWaits(program, before);
        clearTimer(changes, id, waits, effect.seq);
        if (waits.tasks.delete(effect.seq)) changes.push({ kind: 'task.close', executionId: id, seq: effect.seq });
        break;
      case 'continue':
        changes.push({ kind: 'task.open', executionId: id, seq: CONTINUE_SEQ });
        break;
      case 'ended':
        break;
    }
  }
  return changes;
}

interface OpenWaits {
  readonly timers: Map<number, number>;
  readonly tasks: Set<number>;
}

function openWaits(program: Program, execution: Execution | undefined): OpenWaits {
  return {
    timers: new Map(execution ? openTimers(execution).map(({ seq, dueMs }) => [seq, dueMs]) : []),
    tasks: new Set(execution ? openTasks(program, execution).map(({ seq }) => seq) : []),
  };
}

function clearTimer(changes: Change[], executionId: number, waits: OpenWaits, seq: number): void {
  const dueMs = waits.timers.get(seq);
  if (dueMs === undefined) return;
  waits.timers.delete(seq);
  changes.push({ kind: 'timer.clear', dueMs, executionId, seq });
}
