import type { ActivityEvent } from './events/activity.ts';
import type { EvaluationEvent } from './events/evaluation.ts';
import type { ExecutionEvent } from './events/execution.ts';
import type { LambdaEvent } from './events/lambda.ts';
import type { MapEvent } from './events/map.ts';
import type { ParallelEvent } from './events/parallel.ts';
import type { StateEntered, StateExited } from './events/state.ts';
import type { TaskAborted, TaskEvent } from './events/task.ts';

/**
 * One event of an execution's history, in the engine's own form: flat, payloads as JSON text (AWS keeps an
 * execution's input verbatim, white space included, so text is the truth and values are derived from it).
 * `wire.ts` makes GetExecutionHistory's form of it, `stored.ts` the compact stored one.
 */
export type HistoryEvent =
  | ExecutionEvent
  | StateEntered
  | StateExited
  | TaskEvent
  | TaskAborted
  | LambdaEvent
  | ActivityEvent
  | EvaluationEvent
  | MapEvent
  | ParallelEvent;

export type HistoryEventType = HistoryEvent['type'];
