import type { EvaluationAnswer, EvaluationRequest } from '../asl/evaluation.ts';
import type { Json } from '../asl/json.ts';
import type { TaskResource } from '../asl/resource.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { Execution, ExecutionStatus } from './execution.ts';

/** What may happen to an execution. A command about a wait that is over changes nothing (`applied: false`). */
export type Command =
  | StartCommand
  /** Goes on after the slice was used up (the `continue` effect). */
  | { readonly kind: 'continue' }
  /** The timer of a wait (of whatever kind: Wait state, retry, task timeout or heartbeat, execution's deadline) fell due. */
  | { readonly kind: 'timer-fired'; readonly seq: number }
  /** A worker took an activity task. Other tasks count as started when they are scheduled. */
  | { readonly kind: 'task-started'; readonly seq: number; readonly workerName?: string }
  /** The call of a `.waitForTaskToken` or `.sync` task was accepted; `output` is its answer as JSON text. */
  | { readonly kind: 'task-submitted'; readonly seq: number; readonly output: string }
  /** `output` is JSON text, verbatim. */
  | { readonly kind: 'task-succeeded'; readonly seq: number; readonly output: string }
  | { readonly kind: 'task-failed'; readonly seq: number; readonly error?: string; readonly cause?: string }
  | { readonly kind: 'task-heartbeat'; readonly seq: number }
  | { readonly kind: 'stop'; readonly error?: string; readonly cause?: string }
  /** Takes up a failed, timed out or stopped execution where it ended. */
  | { readonly kind: 'redrive'; readonly clientToken?: string };

export interface StartCommand {
  readonly kind: 'start';
  /** JSON text, verbatim; already known to be JSON. */
  readonly input: string;
  /** The same parsed, where it was parsed already. */
  readonly inputValue?: Json;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
}

/**
 * What the interpreter needs to know and cannot find out. Everything here is read during one `interpret` call only,
 * so one object may serve all calls of a moment.
 */
export interface Host {
  readonly nowMs: number;
  /** Uniform in [0, 1). */
  random(): number;
  /** A UUID. */
  newId(): string;
  /** The task token of a wait of this execution. Must be a function of the execution and `seq` alone. */
  taskToken(seq: number): string;
  /** How many states may be entered before the slice is used up (the `continue` effect). */
  readonly maxSteps: number;
  /** Seconds of Wait states are multiplied by this; 1 unless WAIT_TIME_SCALE says otherwise. */
  readonly waitTimeScale?: number;
  readonly context: ExecutionContext;
}

/** The parts of the context object that the interpreter doesn't keep itself. */
export interface ExecutionContext {
  readonly executionArn: string;
  readonly executionName: string;
  readonly roleArn: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly region: string;
  /** The execution's input as JSON text (`$$.Execution.Input`); asked for only if an expression needs it. */
  input(): string;
}

/** What must be done once `execution` and `events` are committed, in this order. */
export type Effect =
  | ScheduleTask
  /** Wakes the execution with `timer-fired` at `dueMs`. Replaces an earlier timer of the same `seq`. */
  | { readonly kind: 'set-timer'; readonly seq: number; readonly dueMs: number }
  /**
   * The wait is over, by whatever way: its timer and task, if any, are void. A handler that still runs should be told to
   * stop; its answer will not be wanted.
   */
  | { readonly kind: 'close'; readonly seq: number }
  /** The execution ended. `output` is JSON text. Its open waits have each had their `close`. */
  | {
      readonly kind: 'ended';
      readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
      readonly output?: string;
      readonly error?: string;
      readonly cause?: string;
    }
  /** The slice was used up: commit, then send `continue`. */
  | { readonly kind: 'continue' };

/** Hand a task to whoever does it; again with the same `seq` if the process died before it answered. */
export interface ScheduleTask {
  readonly kind: 'schedule-task';
  readonly seq: number;
  readonly resource: TaskResource;
  /** JSON text: the resolved Parameters or Arguments (the input, where there are none). */
  readonly parameters: string;
  /** True for `.waitForTaskToken`: the handler's answer is `task-submitted`, the callback `task-succeeded` or `task-failed`. */
  readonly waitsForToken: boolean;
  /** 0 for the first try, counting retries. */
  readonly attempt: number;
  readonly timeoutMs?: number;
  readonly heartbeatMs?: number;
  readonly heartbeatSeconds?: number;
  readonly credentialsRoleArn?: string;
}

export interface Outcome {
  /** The execution as it is now; the very object passed in if nothing changed. */
  readonly execution: Execution;
  /** False where the command was about a wait that is over, or an execution that has ended. */
  readonly applied: boolean;
  readonly events: readonly HistoryEvent[];
  readonly effects: readonly Effect[];
}

/** Yields what it needs evaluated asynchronously, is given the answers, and returns the outcome. */
export type Interpretation = Generator<EvaluationRequest, Outcome, EvaluationAnswer>;
