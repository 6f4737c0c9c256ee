import type { AuditEntry } from '@resit/integrity/audit/audit';
import { unseal } from '@resit/integrity/audit/chain';
import { checkCommit } from '@resit/integrity/ports/check-commit';
import { decodeCursor, encodeCursor } from '@resit/integrity/ports/cursor';
import type { IndexOf } from '@resit/integrity/ports/indexes';
import { pageLimit } from '@resit/integrity/ports/places';
import {
  type Items,
  type Kind,
  type Page,
  type Query,
  type Repository,
  RepositoryUnavailable,
} from '@resit/integrity/ports/repository';
import { withRevisions } from '@resit/integrity/ports/revision';
import Database from 'better-sqlite3';
import { migrate } from './migrations.ts';
import { readTurn } from './read-turn.ts';
import { openWriteQueue } from './write-queue.ts';
import { writeOf } from './writes.ts';

/** The repository in one SQLite file. */
export interface SqliteRepository extends Repository {
  /** Commits what waits, then closes the file. */
  close(): Promise<void>;
  /** Copies the file, as of one instant, while it is in use. */
  backup(toFile: string): Promise<void>;
  /** `ok`, or what SQLite finds wrong with the file. */
  integrityCheck(): string;
}

const FEW_COUNTERS = 4;

/**
 * Opens or creates the file. Reading is done here, at once; writing by a thread of its own. All commits that are ready when
 * it is free share a transaction and its fsync (`synchronous=FULL`); each of them keeps its own all-or-nothing.
 * @throws FileTooNew; SqliteError when the file cannot be opened
 */
export function openSqliteRepository({ file }: { file: string }): SqliteRepository {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 5000');
  migrate(db, file);
  // From here on this connection only reads.
  db.pragma('query_only = ON');

  const turn = readTurn(db);
  // Whoever hears that its commit is written reads it from then on.
  const queue = openWriteQueue(file, turn.end);
  const getStatement = db.prepare<[string, string], { body: string; version: number }>(
    'SELECT body, version FROM items WHERE kind = ? AND id = ?',
  );
  const countStatement = db
    .prepare<[string, string, string], number>('SELECT count(*) FROM places WHERE kind = ? AND ix = ? AND part = ?')
    .pluck();
  const counterStatement = db.prepare<[string], number>('SELECT value FROM counters WHERE name = ?').pluck();
  const countersStatement = db
    .prepare<[string], number>(
      `SELECT coalesce(c.value, 0) FROM json_each(?) names LEFT JOIN counters c ON c.name = names.value ORDER BY names.key`,
    )
    .pluck();
  const trailStatement = db
    .prepare<[string, number, number], string>(
      'SELECT body FROM audit WHERE chain = ? AND seq > ? ORDER BY seq LIMIT ?',
    )
    .pluck();
  const keyStatement = db.prepare<[string], Buffer>('SELECT key FROM student_keys WHERE student = ?').pluck();
  const page = (direction: '>' | '<', order: 'ASC' | 'DESC') =>
    db.prepare<
      [string, string, string, string, string, string, string, number],
      { id: string; sort: string; version: number; body: string }
    >(
      `SELECT p.id, p.sort, i.version, i.body FROM places p JOIN items i ON i.kind = p.kind AND i.id = p.id
       WHERE p.kind = ? AND p.ix = ? AND p.part = ? AND p.sort >= ? AND p.sort < ? AND (p.sort, p.id) ${direction} (?, ?)
       ORDER BY p.sort ${order}, p.id ${order} LIMIT ?`,
    );
  const ascending = page('>', 'ASC');
  const descending = page('<', 'DESC');
  /** Sorts after every text that an index holds. */
  const last = '\u{10FFFF}';

  const parse = <K extends Kind>(row: { body: string; version: number }): Items[K] => {
    const item = JSON.parse(row.body) as Items[K];
    item.version = row.version;
    return item;
  };

  let closing: Promise<void> | undefined;
  const assertOpen = (): void => {
    if (closing) throw new RepositoryUnavailable('The repository is closed.');
  };
  const read = (): void => {
    assertOpen();
    turn.begin();
  };

  return {
    async get<K extends Kind>(kind: K, id: string) {
      read();
      const row = getStatement.get(kind, id);
      return row && parse<K>(row);
    },
    async getMany<K extends Kind>(kind: K, ids: readonly string[]) {
      read();
      return ids.map((id) => {
        const row = getStatement.get(kind, id);
        return row && parse<K>(row);
      });
    },
    async query<K extends Kind>(kind: K, index: IndexOf<K>, query: Query): Promise<Page<Items[K]>> {
      read();
      const limit = pageLimit(query.limit);
      const down = query.order === 'descending';
      const after =
        query.cursor === undefined ? { sort: down ? last : '', id: down ? last : '' } : decodeCursor(query.cursor);
      const statement = down ? descending : ascending;
      const rows = statement.all(
        kind,
        index,
        query.partition,
        query.from ?? '',
        query.before ?? last,
        after.sort,
        after.id,
        limit + 1,
      );
      const shown = rows.slice(0, limit);
      const end = shown.at(-1);
      return {
        items: shown.map((row) => parse<K>(row)),
        ...(rows.length > limit && end ? { cursor: encodeCursor(end) } : {}),
      };
    },
    async countIn(kind, index, partition) {
      read();
      return countStatement.get(kind, index, partition) ?? 0;
    },
    async counters(names) {
      read();
      // A list costs more to take apart than a few look-ups.
      if (names.length <= FEW_COUNTERS) return names.map((name) => counterStatement.get(name) ?? 0);
      return countersStatement.all(JSON.stringify(names));
    },
    async commit(asked) {
      assertOpen();
      const changes = withRevisions(asked);
      checkCommit(changes);
      await queue.write(changes.map(writeOf));
    },
    async auditTrail(chain, after = 0, limit = 1000) {
      read();
      return trailStatement.all(chain, after, limit).map((body) => JSON.parse(body) as AuditEntry);
    },
    async unseal(entry) {
      read();
      const key = entry.studentNumber === undefined ? undefined : keyStatement.get(entry.studentNumber);
      return key && entry.sealed !== undefined ? unseal(entry.sealed, key) : undefined;
    },
    async destroyKey(studentNumber) {
      assertOpen();
      await queue.write([{ type: 'destroy-key', studentNumber }]);
    },
    close() {
      closing ??= queue.close().then(() => {
        turn.end();
        db.close();
      });
      return closing;
    },
    async backup(toFile) {
      assertOpen();
      // A connection of its own that stays at one instant: a copy starts anew whenever what it reads is written to.
      const source = new Database(file, { readonly: true });
      try {
        source.exec('BEGIN');
        source.prepare('SELECT count(*) FROM sqlite_schema').get();
        await source.backup(toFile);
      } finally {
        source.close();
      }
    },
    integrityCheck() {
      assertOpen();
      return (db.pragma('integrity_check') as { integrity_check: string }[])
        .map((row) => row.integrity_check)
        .join('; ');
    },
  };
}
