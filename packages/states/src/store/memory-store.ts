// The store in memory: for tests, simulation and engines that need not outlive their process. Same order, same answers, nothing durable.
import { StoreClosedError, StoreWriteError } from './errors.ts';
import type {
  Change,
  EndedRow,
  ExecutionHead,
  ExecutionQuery,
  ExecutionRow,
  HistoryChunk,
  RecordKind,
  RecordRow,
  Store,
  StoreCounts,
  TaskKey,
  TimerKey,
} from './store.ts';

interface Kept {
  readonly executions: Map<number, ExecutionRow>;
  readonly names: Map<string, number>;
  readonly history: Map<number, HistoryChunk[]>;
  readonly timers: Map<string, TimerKey>;
  readonly tasks: Map<string, TaskKey>;
  readonly ended: Map<number, string>;
  readonly records: Map<string, RecordRow & { readonly kind: RecordKind }>;
}

const timerKey = (key: TimerKey): string => `${key.dueMs}/${key.executionId}/${key.seq}`;
const taskKey = (key: TaskKey): string => `${key.executionId}/${key.seq}`;
const nameKey = (machineId: number, name: string): string => `${machineId}/${name}`;
const recordKey = (kind: RecordKind, key: string): string => `${kind}/${key}`;

const compareTimers = (a: TimerKey, b: TimerKey): number =>
  a.dueMs - b.dueMs || a.executionId - b.executionId || a.seq - b.seq;
const compareTasks = (a: TaskKey, b: TaskKey): number => a.executionId - b.executionId || a.seq - b.seq;

/** A new, empty store. */
export function createMemoryStore(): Store {
  return new MemoryStore();
}

class MemoryStore implements Store {
  readonly failed: Promise<StoreWriteError>;
  readonly #announceFailure: (error: StoreWriteError) => void;
  readonly #kept: Kept = {
    executions: new Map(),
    names: new Map(),
    history: new Map(),
    timers: new Map(),
    tasks: new Map(),
    ended: new Map(),
    records: new Map(),
  };
  #closed: StoreClosedError | undefined;
  #lastExecutionId = 0;

  constructor() {
    const failure = Promise.withResolvers<StoreWriteError>();
    this.failed = failure.promise;
    this.#announceFailure = failure.resolve;
  }

  async commit(changes: readonly Change[]): Promise<void> {
    this.#check();
    const copy = [...changes];
    // As durable storage has it, what is being committed cannot be read yet.
    await Promise.resolve();
    this.#check();
    this.#refuseDoubles(copy);
    for (const change of copy) this.#apply(change);
  }

  execution(id: number): ExecutionRow | undefined {
    return this.#open().executions.get(id);
  }

  executionIdByName(machineId: number, name: string): number | undefined {
    return this.#open().names.get(nameKey(machineId, name));
  }

  executions(query: ExecutionQuery): readonly ExecutionHead[] {
    const found = [...this.#open().executions.values()].filter(
      (row) =>
        row.machineId === query.machineId &&
        (query.status === undefined || row.status === query.status) &&
        (query.beforeId === undefined || row.id < query.beforeId),
    );
    return found
      .sort((a, b) => b.id - a.id)
      .slice(0, query.limit)
      .map(headOf);
  }

  executionsFrom(afterId: number, limit: number): readonly ExecutionHead[] {
    const found = [...this.#open().executions.values()].filter((row) => row.id > afterId);
    return found
      .sort((a, b) => a.id - b.id)
      .slice(0, limit)
      .map(headOf);
  }

  history(executionId: number, fromEventId = 1, limit = Number.POSITIVE_INFINITY): readonly HistoryChunk[] {
    const chunks = this.#open().history.get(executionId) ?? [];
    const first = chunks.findLastIndex((chunk) => chunk.firstEventId <= fromEventId);
    return chunks.slice(Math.max(first, 0)).slice(0, limit);
  }

  historyBackwards(
    executionId: number,
    fromEventId = Number.POSITIVE_INFINITY,
    limit = Number.POSITIVE_INFINITY,
  ): readonly HistoryChunk[] {
    const chunks = this.#open().history.get(executionId) ?? [];
    return chunks
      .filter((chunk) => chunk.firstEventId <= fromEventId)
      .reverse()
      .slice(0, limit);
  }

  timers(after: TimerKey | undefined, limit: number): readonly TimerKey[] {
    const found = [...this.#open().timers.values()].filter(
      (key) => after === undefined || compareTimers(key, after) > 0,
    );
    return found.sort(compareTimers).slice(0, limit);
  }

  tasks(after: TaskKey | undefined, limit: number): readonly TaskKey[] {
    const found = [...this.#open().tasks.values()].filter((key) => after === undefined || compareTasks(key, after) > 0);
    return found.sort(compareTasks).slice(0, limit);
  }

  ended(afterId: number, limit: number): readonly EndedRow[] {
    const found = [...this.#open().ended].filter(([id]) => id > afterId);
    return found
      .sort(([a], [b]) => a - b)
      .slice(0, limit)
      .map(([id, notice]) => ({ id, notice }));
  }

  records(kind: RecordKind): readonly RecordRow[] {
    const found = [...this.#open().records.values()].filter((record) => record.kind === kind);
    return found.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ key, value }) => ({ key, value }));
  }

  record(kind: RecordKind, key: string): string | undefined {
    return this.#open().records.get(recordKey(kind, key))?.value;
  }

  lastExecutionId(): number {
    this.#check();
    return this.#lastExecutionId;
  }

  countExecutions(machineId: number, status: ExecutionRow['status']): number {
    const rows = [...this.#open().executions.values()];
    return rows.filter((row) => row.machineId === machineId && row.status === status).length;
  }

  counts(): StoreCounts {
    const kept = this.#open();
    const running = [...kept.executions.values()].filter((row) => row.status === 'RUNNING').length;
    return { running, openTimers: kept.timers.size };
  }

  async close(): Promise<void> {
    await Promise.resolve();
    this.#closed ??= new StoreClosedError();
  }

  #check(): void {
    if (this.#closed) throw this.#closed;
  }

  /** As a database has it: what has a key of its own is not inserted twice. */
  #refuseDoubles(changes: readonly Change[]): void {
    const inserted = new Set<string>();
    for (const change of changes) {
      const keys = insertedKeys(change);
      const double = keys.find((key) => inserted.has(key) || this.#has(change));
      for (const key of keys) inserted.add(key);
      if (double === undefined) continue;
      const error = new StoreWriteError({ cause: new RangeError(`${double} is there already`) });
      this.#closed = new StoreClosedError({ cause: error });
      this.#announceFailure(error);
      throw error;
    }
  }

  #has(change: Change): boolean {
    const kept = this.#kept;
    switch (change.kind) {
      case 'execution.insert': {
        const { id, machineId, name } = change.row;
        return kept.executions.has(id) || (name !== null && kept.names.has(nameKey(machineId, name)));
      }
      case 'history.append':
        return (
          kept.history.get(change.executionId)?.some((chunk) => chunk.firstEventId === change.firstEventId) ?? false
        );
      case 'ended.add':
        return kept.ended.has(change.id);
      default:
        return false;
    }
  }

  #open(): Kept {
    this.#check();
    return this.#kept;
  }

  #apply(change: Change): void {
    const kept = this.#kept;
    switch (change.kind) {
      case 'execution.insert':
        kept.executions.set(change.row.id, change.row);
        this.#lastExecutionId = Math.max(this.#lastExecutionId, change.row.id);
        if (change.row.name !== null) kept.names.set(nameKey(change.row.machineId, change.row.name), change.row.id);
        return;
      case 'execution.update': {
        const row = kept.executions.get(change.id);
        const { status, stopMs, detail, state } = change;
        if (row) kept.executions.set(change.id, { ...row, status, stopMs, detail, state });
        return;
      }
      case 'execution.purge': {
        const row = kept.executions.get(change.id);
        if (row && row.name !== null) kept.names.delete(nameKey(row.machineId, row.name));
        kept.executions.delete(change.id);
        kept.history.delete(change.id);
        return;
      }
      case 'history.append': {
        const chunks = kept.history.get(change.executionId);
        const chunk = { firstEventId: change.firstEventId, events: change.events };
        if (chunks) chunks.push(chunk);
        else kept.history.set(change.executionId, [chunk]);
        return;
      }
      case 'timer.set':
      case 'timer.clear': {
        const key = { dueMs: change.dueMs, executionId: change.executionId, seq: change.seq };
        if (change.kind === 'timer.set') kept.timers.set(timerKey(key), key);
        else kept.timers.delete(timerKey(key));
        return;
      }
      case 'task.open':
      case 'task.close': {
        const key = { executionId: change.executionId, seq: change.seq };
        if (change.kind === 'task.open') kept.tasks.set(taskKey(key), key);
        else kept.tasks.delete(taskKey(key));
        return;
      }
      case 'ended.add':
        kept.ended.set(change.id, change.notice);
        return;
      case 'ended.remove':
        kept.ended.delete(change.id);
        return;
      case 'record.put':
        kept.records.set(recordKey(change.record, change.key), {
          kind: change.record,
          key: change.key,
          value: change.value,
        });
        return;
      case 'record.remove':
        kept.records.delete(recordKey(change.record, change.key));
        return;
    }
  }
}

function insertedKeys(change: Change): string[] {
  switch (change.kind) {
    case 'execution.insert': {
      const { id, machineId, name } = change.row;
      return [`execution ${id}`, ...(name === null ? [] : [`name ${nameKey(machineId, name)}`])];
    }
    case 'history.append':
      return [`history ${change.executionId}/${change.firstEventId}`];
    case 'ended.add':
      return [`notice ${change.id}`];
    default:
      return [];
  }
}

function headOf(row: ExecutionRow): ExecutionHead {
  const { state: _, ...head } = row;
  return head;
}
