import type { ExecutionQuery, ExecutionStatus, RecordKind, Store, TaskKey, TimerKey } from './store.ts';

/** The half of a store that reads. */
export type StoreReader = Omit<Store, 'commit' | 'close' | 'failed'>;

/** A store that asks, before each reading, who is to read. */
export abstract class CheckedReads implements StoreReader {
  /** Throws StoreClosedError once the store is closed. */
  protected abstract reader(): StoreReader;

  execution(id: number) {
    return this.reader().execution(id);
  }

  executionIdByName(machineId: number, name: string) {
    return this.reader().executionIdByName(machineId, name);
  }

  executions(query: ExecutionQuery) {
    return this.reader().executions(query);
  }

  executionsFrom(afterId: number, limit: number) {
    return this.reader().executionsFrom(afterId, limit);
  }

  history(executionId: number, fromEventId?: number, limit?: number) {
    return this.reader().history(executionId, fromEventId, limit);
  }

  historyBackwards(executionId: number, fromEventId?: number, limit?: number) {
    return this.reader().historyBackwards(executionId, fromEventId, limit);
  }

  timers(after: TimerKey | undefined, limit: number) {
    return this.reader().timers(after, limit);
  }

  tasks(after: TaskKey | undefined, limit: number) {
    return this.reader().tasks(after, limit);
  }

  ended(afterId: number, limit: number) {
    return this.reader().ended(afterId, limit);
  }

  records(kind: RecordKind) {
    return this.reader().records(kind);
  }

  record(kind: RecordKind, key: string) {
    return this.reader().record(kind, key);
  }

  lastExecutionId() {
    return this.reader().lastExecutionId();
  }

  countExecutions(machineId: number, status: ExecutionStatus) {
    return this.reader().countExecutions(machineId, status);
  }

  counts() {
    return this.reader().counts();
  }
}
