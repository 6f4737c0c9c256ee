// The tables, and how a file of an older version becomes one of this version.
import type Database from 'better-sqlite3';
import { StoreOpenError } from '../errors.ts';

/** Marks the file as ours ('stat'). */
export const APPLICATION_ID = 0x73746174;

/** Each step takes a file from the version that is its index to the next, in a transaction of its own. Never edit one that was released: add the next. */
const MIGRATIONS: readonly string[] = [
  `
  -- status: see STATUS_CODES. name is null where it is derived from the id. state is null when the execution cannot go on.
  CREATE TABLE execution (
    id INTEGER PRIMARY KEY, machine INTEGER NOT NULL, revision INTEGER NOT NULL, name TEXT, status INTEGER NOT NULL,
    start_ms INTEGER NOT NULL, stop_ms INTEGER, detail BLOB, state BLOB
  ) STRICT;
  CREATE INDEX execution_by_machine ON execution (machine, status, id);
  CREATE UNIQUE INDEX execution_by_name ON execution (machine, name) WHERE name IS NOT NULL;
  -- id is the execution's shifted left by 16 bits, plus the id of the chunk's first event.
  CREATE TABLE history (id INTEGER PRIMARY KEY, events BLOB NOT NULL) STRICT;
  CREATE TABLE timer (due_ms INTEGER, execution INTEGER, seq INTEGER, PRIMARY KEY (due_ms, execution, seq)) STRICT, WITHOUT ROWID;
  CREATE TABLE task (execution INTEGER, seq INTEGER, PRIMARY KEY (execution, seq)) STRICT, WITHOUT ROWID;
  CREATE TABLE ended (id INTEGER PRIMARY KEY, notice BLOB NOT NULL) STRICT;
  CREATE TABLE record (kind INTEGER, key TEXT, value BLOB NOT NULL, PRIMARY KEY (kind, key)) STRICT;
  `,
  // Histories of the second form may be in the file from here on: engines that know only the first must not open it.
  '',
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** Brings an open file up to this version. A crash in between leaves the file at the version of the last step that finished. */
export function migrate(db: Database.Database, file: string, steps = MIGRATIONS): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  const owner = db.pragma('application_id', { simple: true }) as number;
  const empty = (db.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }).n === 0;
  if (owner !== APPLICATION_ID && !empty) throw new StoreOpenError(file, 'it is a database of another application');
  if (version > steps.length) {
    throw new StoreOpenError(
      file,
      `it was written by a newer version (format ${version}, this one knows ${steps.length})`,
    );
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    db.transaction(() => {
      db.exec(step);
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${index + 1}`);
    }).exclusive();
  }
}
