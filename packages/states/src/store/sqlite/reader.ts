// The read connection: synchronous reads of what is durable, on the caller's thread, beside the writer's.
import Database from 'better-sqlite3';
import {
  type EndedRow,
  type ExecutionHead,
  type ExecutionQuery,
  type ExecutionRow,
  type ExecutionStatus,
  type HistoryChunk,
  type RecordKind,
  type RecordRow,
  STATUS_CODES,
  type StoreCounts,
  type TaskKey,
  type TimerKey,
} from '../store.ts';
import { recordCode, statusCode } from './batch.ts';

interface RawHead {
  id: number;
  machine: number;
  revision: number;
  name: string | null;
  status: number;
  start_ms: number;
  stop_ms: number | null;
  detail: Buffer | null;
}

const STATUS_NAMES = Object.keys(STATUS_CODES) as ExecutionStatus[];
const HEAD = 'id, machine, revision, name, status, start_ms, stop_ms, detail';
const LAST = Number.MAX_SAFE_INTEGER;
const EVENT_ID_MAX = 65535;

export class SqliteReader {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(file: string) {
    this.#db = new Database(file, { readonly: true, fileMustExist: true });
    this.#db.pragma('cache_size = -8192');
  }

  execution(id: number): ExecutionRow | undefined {
    const row = this.#sql(`SELECT ${HEAD}, state FROM execution WHERE id = ?`).get(id) as
      | (RawHead & { state: Buffer | null })
      | undefined;
    return row && { ...headOf(row), state: row.state?.toString('utf8') ?? null };
  }

  executionIdByName(machineId: number, name: string): number | undefined {
    const row = this.#sql('SELECT id FROM execution WHERE machine = ? AND name = ?').get(machineId, name);
    return (row as { id: number } | undefined)?.id;
  }

  executions(query: ExecutionQuery): readonly ExecutionHead[] {
    const before = query.beforeId ?? LAST;
    const statuses = query.status === undefined ? Object.values(STATUS_CODES) : [statusCode(query.status)];
    // One index walk per status, each in order of ids, merged here: no sorting of a machine's whole past.
    const found = statuses.flatMap(
      (status) =>
        this.#sql(
          `SELECT ${HEAD} FROM execution WHERE machine = ? AND status = ? AND id < ? ORDER BY id DESC LIMIT ?`,
        ).all(query.machineId, status, before, query.limit) as RawHead[],
    );
    return found
      .sort((a, b) => b.id - a.id)
      .slice(0, query.limit)
      .map(headOf);
  }

  executionsFrom(afterId: number, limit: number): readonly ExecutionHead[] {
    const rows = this.#sql(`SELECT ${HEAD} FROM execution WHERE id > ? ORDER BY id LIMIT ?`).all(afterId, limit);
    return (rows as RawHead[]).map(headOf);
  }

  history(executionId: number, fromEventId = 1, limit = LAST): readonly HistoryChunk[] {
    const rows = this.#sql(
      `SELECT id & 65535 AS first, events FROM history
       WHERE id >= coalesce((SELECT max(id) FROM history WHERE id BETWEEN (@id << 16) AND ((@id << 16) | @from)), @id << 16)
         AND id <= ((@id << 16) | 65535) ORDER BY id LIMIT @limit`,
    ).all({ id: executionId, from: Math.min(fromEventId, EVENT_ID_MAX), limit });
    return (rows as RawChunk[]).map(chunkOf);
  }

  historyBackwards(executionId: number, fromEventId = EVENT_ID_MAX, limit = LAST): readonly HistoryChunk[] {
    const rows = this.#sql(
      `SELECT id & 65535 AS first, events FROM history
       WHERE id BETWEEN (@id << 16) AND ((@id << 16) | @from) ORDER BY id DESC LIMIT @limit`,
    ).all({ id: executionId, from: Math.min(fromEventId, EVENT_ID_MAX), limit });
    return (rows as RawChunk[]).map(chunkOf);
  }

  timers(after: TimerKey | undefined, limit: number): readonly TimerKey[] {
    const { dueMs, executionId, seq } = after ?? { dueMs: -1, executionId: 0, seq: 0 };
    return this.#sql(
      `SELECT due_ms AS dueMs, execution AS executionId, seq FROM timer
       WHERE (due_ms, execution, seq) > (?, ?, ?) ORDER BY due_ms, execution, seq LIMIT ?`,
    ).all(dueMs, executionId, seq, limit) as TimerKey[];
  }

  tasks(after: TaskKey | undefined, limit: number): readonly TaskKey[] {
    return this.#sql(
      'SELECT execution AS executionId, seq FROM task WHERE (execution, seq) > (?, ?) ORDER BY execution, seq LIMIT ?',
    ).all(after?.executionId ?? 0, after?.seq ?? 0, limit) as TaskKey[];
  }

  ended(afterId: number, limit: number): readonly EndedRow[] {
    const rows = this.#sql('SELECT id, notice FROM ended WHERE id > ? ORDER BY id LIMIT ?').all(afterId, limit);
    return (rows as { id: number; notice: Buffer }[]).map(({ id, notice }) => ({
      id,
      notice: notice.toString('utf8'),
    }));
  }

  records(kind: RecordKind): readonly RecordRow[] {
    const rows = this.#sql('SELECT key, value FROM record WHERE kind = ? ORDER BY key').all(recordCode(kind));
    return (rows as { key: string; value: Buffer }[]).map(({ key, value }) => ({ key, value: value.toString('utf8') }));
  }

  record(kind: RecordKind, key: string): string | undefined {
    const row = this.#sql('SELECT value FROM record WHERE kind = ? AND key = ?').get(recordCode(kind), key);
    return (row as { value: Buffer } | undefined)?.value.toString('utf8');
  }

  lastExecutionId(): number {
    return (this.#sql('SELECT coalesce(max(id), 0) AS id FROM execution').get() as { id: number }).id;
  }

  countExecutions(machineId: number, status: ExecutionStatus): number {
    const row = this.#sql('SELECT count(*) AS n FROM execution WHERE machine = ? AND status = ?').get(
      machineId,
      statusCode(status),
    );
    return (row as { n: number }).n;
  }

  counts(): StoreCounts {
    return this.#sql(
      'SELECT (SELECT count(*) FROM execution INDEXED BY execution_by_machine WHERE status = 0) AS running, (SELECT count(*) FROM timer) AS openTimers',
    ).get() as StoreCounts;
  }

  close(): void {
    this.#db.close();
  }

  #sql(text: string): Database.Statement {
    let statement = this.#statements.get(text);
    if (!statement) {
      statement = this.#db.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }
}

interface RawChunk {
  first: number;
  events: Buffer;
}

function chunkOf(row: RawChunk): HistoryChunk {
  return { firstEventId: row.first, events: row.events.toString('utf8') };
}

function headOf(row: RawHead): ExecutionHead {
  return {
    id: row.id,
    machineId: row.machine,
    revisionId: row.revision,
    name: row.name,
    status: STATUS_NAMES[row.status] ?? 'RUNNING',
    startMs: row.start_ms,
    stopMs: row.stop_ms,
    detail: row.detail?.toString('utf8') ?? null,
  };
}
