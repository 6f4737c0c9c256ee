// The write connection: opened and used on the writer's thread only.
import Database from 'better-sqlite3';
import { BatchReader, OP } from './batch.ts';
import { migrate } from './schema.ts';

/** Above this the log is written back into the file even when there is work to do. */
const LOG_BYTES_MAX = 64 * 1024 * 1024;
const PAGE_SIZE_BYTES = 8192;

export class SqliteWriter {
  readonly #db: Database.Database;
  readonly #apply: (batch: Uint8Array) => void;
  #bytesSinceCheckpoint = 0;

  /** Opens or creates the file and brings it up to date. Throws StoreOpenError or SQLite's own error. */
  constructor(file: string) {
    const db = new Database(file);
    try {
      db.pragma(`page_size = ${PAGE_SIZE_BYTES}`);
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      // Checkpoints run when there is nothing else to do.
      db.pragma('wal_autocheckpoint = 0');
      db.pragma('cache_size = -16384');
      db.pragma('temp_store = MEMORY');
      migrate(db, file);
      this.#apply = applier(db);
    } catch (error) {
      db.close();
      throw error;
    }
    this.#db = db;
  }

  /** Writes the batches in one transaction; when it returns they are on disk. Any error leaves the file as it was before. */
  commit(batches: readonly Uint8Array[]): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const batch of batches) {
        this.#apply(batch);
        this.#bytesSinceCheckpoint += batch.byteLength;
      }
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
    if (this.#bytesSinceCheckpoint > LOG_BYTES_MAX) this.checkpoint();
  }

  /** Moves the log into the file. Costs a sync of the file, answers nobody's question: for idle moments. */
  checkpoint(): void {
    if (this.#bytesSinceCheckpoint === 0) return;
    this.#db.pragma('wal_checkpoint(PASSIVE)');
    this.#bytesSinceCheckpoint = 0;
  }

  close(): void {
    if (!this.#db.open) return;
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
    this.#db.close();
  }
}

/** Prepares a statement per operation and returns what runs a batch through them. */
function applier(db: Database.Database): (batch: Uint8Array) => void {
  const insertExecution = db.prepare(
    'INSERT INTO execution (id, machine, revision, name, status, start_ms, stop_ms, detail, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const updateExecution = db.prepare(
    'UPDATE execution SET status = ?, stop_ms = ?, detail = ?, state = ? WHERE id = ?',
  );
  const updateState = db.prepare('UPDATE execution SET detail = ?, state = ? WHERE id = ? AND status = ?');
  const purge = [
    db.prepare('DELETE FROM history WHERE id BETWEEN (? << 16) AND ((? << 16) | 65535)'),
    db.prepare('DELETE FROM execution WHERE id BETWEEN ? AND ?'),
  ];
  const appendHistory = db.prepare('INSERT INTO history (id, events) VALUES ((? << 16) | ?, ?)');
  const setTimer = db.prepare('INSERT OR REPLACE INTO timer (due_ms, execution, seq) VALUES (?, ?, ?)');
  const clearTimer = db.prepare('DELETE FROM timer WHERE due_ms = ? AND execution = ? AND seq = ?');
  const openTask = db.prepare('INSERT OR IGNORE INTO task (execution, seq) VALUES (?, ?)');
  const closeTask = db.prepare('DELETE FROM task WHERE execution = ? AND seq = ?');
  const addEnded = db.prepare('INSERT INTO ended (id, notice) VALUES (?, ?)');
  const removeEnded = db.prepare('DELETE FROM ended WHERE id = ?');
  const putRecord = db.prepare(
    'INSERT INTO record (kind, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const removeRecord = db.prepare('DELETE FROM record WHERE kind = ? AND key = ?');

  return (batch) => {
    const from = new BatchReader(batch);
    for (let op = from.op(); op !== 0; op = from.op()) {
      switch (op) {
        case OP.executionInsert:
          insertExecution.run(
            from.number(),
            from.number(),
            from.number(),
            from.text(),
            from.number(),
            from.number(),
            from.numberOrNull(),
            from.bytes(),
            from.bytes(),
          );
          break;
        case OP.executionUpdate: {
          const [id, status, stopMs, detail, state] = [
            from.number(),
            from.number(),
            from.numberOrNull(),
            from.bytes(),
            from.bytes(),
          ];
          // While it runs nothing indexed changes: the cheaper statement does, unless it was closed and is redriven.
          const done = status === 0 && stopMs === null && updateState.run(detail, state, id, status).changes === 1;
          if (!done) updateExecution.run(status, stopMs, detail, state, id);
          break;
        }
        case OP.executionPurge: {
          const id = from.number();
          for (const statement of purge) statement.run(id, id);
          break;
        }
        case OP.historyAppend:
          appendHistory.run(from.number(), from.number(), from.bytes());
          break;
        case OP.timerSet:
          setTimer.run(from.number(), from.number(), from.number());
          break;
        case OP.timerClear:
          clearTimer.run(from.number(), from.number(), from.number());
          break;
        case OP.taskOpen:
          openTask.run(from.number(), from.number());
          break;
        case OP.taskClose:
          closeTask.run(from.number(), from.number());
          break;
        case OP.endedAdd:
          addEnded.run(from.number(), from.bytes());
          break;
        case OP.endedRemove:
          removeEnded.run(from.number());
          break;
        case OP.recordPut:
          putRecord.run(from.number(), from.text(), from.bytes());
          break;
        case OP.recordRemove:
          removeRecord.run(from.number(), from.text());
          break;
        default:
          throw new RangeError(`unknown operation ${op} in a batch`);
      }
    }
  };
}
