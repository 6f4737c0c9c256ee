import type { JsonObject } from '../asl/json.ts';

/**
 * A running (or ended) execution between two commands: plain JSON, immutable, versioned. The store keeps it as it is
 * (`JSON.stringify`) and must not look inside beyond `status` and the fields documented here; `openTasks` and
 * `openTimers` (open-waits.ts) derive what recovery needs.
 */
export interface Execution {
  readonly v: 1;
  readonly status: ExecutionStatus;
  /** Id of the last event recorded; the next one is one more. */
  readonly lastEventId: number;
  /** Highest sequence number given to a wait (task or timer) so far. Sequence numbers are never used again. */
  readonly lastSeq: number;
  readonly startedMs: number;
  /** The wait that ends the whole execution (the machine's TimeoutSeconds), if it has one. */
  readonly deadline?: Deadline;
  readonly redriveCount?: number;
  readonly redrivenMs?: number;
  /** The tokens of the last redrives that came with one, oldest first. */
  readonly redriveTokens?: readonly RedriveToken[];
  /** Where the execution stands. Kept when it failed, timed out or was stopped (for redrive), gone when it succeeded. */
  readonly root?: Branch;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** Whoever redrives again with the same token means the same redrive. */
export interface RedriveToken {
  readonly token: string;
  readonly atMs: number;
}

export interface Deadline {
  readonly seq: number;
  readonly dueMs: number;
}

/** One line of control: the execution itself, a branch of a Parallel, an iteration of a Map. */
export interface Branch {
  /** The state that it is in, or about to enter. */
  readonly state: string;
  /** The state's input, as JSON text. */
  readonly input: string;
  /** The last event on this branch: the next event's `previousEventId`. */
  readonly lastEventId: number;
  /** The variables assigned in this scope; those of enclosing scopes are found in enclosing branches. */
  readonly variables?: JsonObject;
  /** Missing while the state has not been entered. */
  readonly entered?: Entered;
  /** What the state waits for; missing while it has more to do at once. */
  readonly wait?: Wait;
  /** Position in the state that made this branch (Parallel branch or Map iteration). */
  readonly index?: number;
  /** Lines of control that this branch's state has opened: branches of a Parallel, running iterations of a Map. */
  readonly children?: readonly Branch[];
  /** The rest of what a Parallel or Map state keeps while its children run. */
  readonly gathered?: JsonObject;
  /** What a branch of a Parallel or an iteration of a Map came to, as JSON text. */
  readonly output?: string;
}

export interface Entered {
  readonly eventId: number;
  /** The event that led to it. */
  readonly afterEventId: number;
  readonly atMs: number;
  /** Retries made so far, by position in the state's Retry list. */
  readonly retries?: readonly number[];
}

export type Wait = TimerWait | RetryWait | TaskWait;

/** A Wait state's time. */
export interface TimerWait {
  readonly for: 'timer';
  readonly seq: number;
  readonly dueMs: number;
}

/** The pause before a task is tried again. */
export interface RetryWait {
  readonly for: 'retry';
  readonly seq: number;
  readonly dueMs: number;
}

export interface TaskWait {
  readonly for: 'task';
  readonly seq: number;
  /** What is handed to the task, as JSON text; dropped once a callback task's call has been accepted. */
  readonly parameters?: string;
  readonly timeoutSeconds?: number;
  readonly heartbeatSeconds?: number;
  /** The end of TimeoutSeconds. */
  readonly timeoutMs?: number;
  /** When the next heartbeat must have come. */
  readonly heartbeatMs?: number;
  readonly credentialsRoleArn?: string;
  /** The call was accepted; a callback is awaited (or the job's end, for `.sync`). */
  readonly submitted?: true;
  /** An activity's worker has taken it. */
  readonly started?: true;
}
