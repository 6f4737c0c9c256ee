import type { Json } from '../asl/json.ts';
import type { TaskResource } from '../asl/resource.ts';

/** One call of a task, as its handler sees it. */
export interface TaskCall {
  readonly resource: TaskResource;
  /** The resolved Parameters or Arguments (the state's input, where there are none). */
  readonly parameters: Json;
  /** The same as JSON text, verbatim. */
  readonly parametersText: string;
  readonly context: TaskContext;
}

export interface TaskContext {
  /** The same when a call is made again because the process died before its answer was kept: what a handler needs to do its work once. */
  readonly idempotencyKey: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  /** X-Amzn-Trace-Id of what made the execution go on: who started it, or called back. None after a restart. */
  readonly traceHeader?: string;
  /** 0 for the first try, counting the state's retries. */
  readonly attempt: number;
  /** When the call was made, on the engine's clock. */
  readonly nowMs: number;
  /** Aborted when the answer is not wanted any more: time out, stop, a branch beside it failed. */
  readonly signal: AbortSignal;
}

/**
 * Does the work of a task and answers with its result. Throws TaskFailure to fail the task under a name that Retry and Catch can match; whatever else it
 * throws fails it as `States.TaskFailed`.
 * For `.waitForTaskToken` resources the answer means that the work was handed over; the result comes by SendTaskSuccess.
 */
export type TaskHandler = (call: TaskCall) => Promise<Json | JsonText>;

/** A result that is JSON text already, and is to be passed on as it is. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** By resource: `lambda:invoke` for one action with all its patterns, `sqs:*` for a whole service. */
export type TaskHandlers = Readonly<Record<string, TaskHandler>>;

/** A task failed: its error's name and cause, as histories show them. */
export class TaskFailure extends Error {
  readonly code = 'TASK_FAILED';
  readonly error: string;
  readonly reason: string;

  constructor(error: string, reason: string, options?: { cause?: unknown }) {
    super(`${error}: ${reason}`, options);
    this.name = 'TaskFailure';
    this.error = error;
    this.reason = reason;
  }
}
