// The store's port: what the runtime asks of durable storage. Everything of meaning (states, history, records) is opaque text here; the store knows
// keys, order and transactions. Writes are asynchronous and durable when their promise resolves; reads are synchronous and see only what is durable.

import type { StoreWriteError } from './errors.ts';

/** Statuses as they are stored. The numbers are part of the stored shape: never renumber. */
export const STATUS_CODES = {
  RUNNING: 0,
  SUCCEEDED: 1,
  FAILED: 2,
  TIMED_OUT: 3,
  ABORTED: 4,
  PENDING_REDRIVE: 5,
} as const;
export type ExecutionStatus = keyof typeof STATUS_CODES;

/** One execution. Integer ids grow with time, so that the newest is the highest. */
export interface ExecutionRow {
  readonly id: number;
  /** The state machine that it belongs to. */
  readonly machineId: number;
  /** The revision (definition, role, logging) that it began with and keeps. */
  readonly revisionId: number;
  /** A name that the caller chose; null where the name is derived from the id. */
  readonly name: string | null;
  readonly status: ExecutionStatus;
  readonly startMs: number;
  readonly stopMs: number | null;
  /** What only some executions have (version or alias ARN, redrives, trace header), as text; null for most. */
  readonly detail: string | null;
  /** The interpreter's state, as text; null once nothing can go on from it. */
  readonly state: string | null;
}

/** A row of a listing: all but the state. */
export type ExecutionHead = Omit<ExecutionRow, 'state'>;

/** A piece of an execution's history: the events of one commit, encoded, under the id of its first event. */
export interface HistoryChunk {
  readonly firstEventId: number;
  readonly events: string;
}

export interface TimerKey {
  readonly dueMs: number;
  readonly executionId: number;
  readonly seq: number;
}

/** A task that was scheduled and whose handler has not been heard to the end: what recovery dispatches again. Its parameters are in the state. */
export interface TaskKey {
  readonly executionId: number;
  readonly seq: number;
}

/** An ended execution that the host has not yet been told of. */
export interface EndedRow {
  readonly id: number;
  readonly notice: string;
}

/** The kinds of small, named things: state machines, their revisions, versions, aliases, activities, settings of the store itself. */
export type RecordKind = 'machine' | 'revision' | 'version' | 'alias' | 'activity' | 'setting' | 'mapRun';

export interface RecordRow {
  readonly key: string;
  readonly value: string;
}

/** One step of a transaction. */
export type Change =
  | { readonly kind: 'execution.insert'; readonly row: ExecutionRow }
  | {
      readonly kind: 'execution.update';
      readonly id: number;
      readonly status: ExecutionStatus;
      readonly stopMs: number | null;
      readonly detail: string | null;
      readonly state: string | null;
    }
  /** Removes a closed execution with its history; it has no timers or tasks any more. */
  | { readonly kind: 'execution.purge'; readonly id: number }
  | {
      readonly kind: 'history.append';
      readonly executionId: number;
      readonly firstEventId: number;
      readonly events: string;
    }
  | { readonly kind: 'timer.set'; readonly dueMs: number; readonly executionId: number; readonly seq: number }
  | { readonly kind: 'timer.clear'; readonly dueMs: number; readonly executionId: number; readonly seq: number }
  | { readonly kind: 'task.open'; readonly executionId: number; readonly seq: number }
  | { readonly kind: 'task.close'; readonly executionId: number; readonly seq: number }
  | { readonly kind: 'ended.add'; readonly id: number; readonly notice: string }
  | { readonly kind: 'ended.remove'; readonly id: number }
  | { readonly kind: 'record.put'; readonly record: RecordKind; readonly key: string; readonly value: string }
  | { readonly kind: 'record.remove'; readonly record: RecordKind; readonly key: string };

export interface ExecutionQuery {
  readonly machineId: number;
  readonly status?: ExecutionStatus;
  /** Only executions with a lower id: where the page before ended. */
  readonly beforeId?: number;
  readonly limit: number;
}

export interface StoreCounts {
  /** Executions that are not closed. */
  readonly running: number;
  readonly openTimers: number;
}

/**
 * Durable storage for one engine.
 * Every method throws StoreClosedError once the store is closed.
 */
export interface Store {
  /**
   * Applies the changes in order, in one transaction, and resolves when they are durable. Calls become durable in the order in which they were made.
   * Rejects with StoreWriteError or StoreClosedError; after either, nothing later succeeds.
   */
  commit(changes: readonly Change[]): Promise<void>;
  execution(id: number): ExecutionRow | undefined;
  /** The id of the execution to which a caller gave this name. */
  executionIdByName(machineId: number, name: string): number | undefined;
  /** Newest first. */
  executions(query: ExecutionQuery): readonly ExecutionHead[];
  /** Oldest first by id, whatever the machine: `afterId` exclusive. For sweeps. */
  executionsFrom(afterId: number, limit: number): readonly ExecutionHead[];
  /** Oldest first, from the chunk that holds `fromEventId` on (all when absent), at most `limit` chunks. */
  history(executionId: number, fromEventId?: number, limit?: number): readonly HistoryChunk[];
  /** Newest first: from the chunk that holds `fromEventId` backwards (from the last when absent), at most `limit` chunks. */
  historyBackwards(executionId: number, fromEventId?: number, limit?: number): readonly HistoryChunk[];
  /** By due time, then execution, then sequence: those strictly after `after`. */
  timers(after: TimerKey | undefined, limit: number): readonly TimerKey[];
  /** By execution, then sequence: those strictly after `after`. */
  tasks(after: TaskKey | undefined, limit: number): readonly TaskKey[];
  /** By id, strictly after `afterId`. */
  ended(afterId: number, limit: number): readonly EndedRow[];
  /** By key. */
  records(kind: RecordKind): readonly RecordRow[];
  record(kind: RecordKind, key: string): string | undefined;
  /** The highest execution id ever kept, 0 in an empty store. The newest execution is never purged, so ids are not used twice. */
  lastExecutionId(): number;
  /** How many executions of one machine have this status. */
  countExecutions(machineId: number, status: ExecutionStatus): number;
  counts(): StoreCounts;
  /** Resolves when what was committed is durable and everything is released. Further calls fail. Safe to call twice. */
  close(): Promise<void>;
  /** Resolves with the failure that closed the store, if one ever does. */
  readonly failed: Promise<StoreWriteError>;
}
