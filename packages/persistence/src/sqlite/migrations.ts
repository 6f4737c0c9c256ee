import type { Database } from 'better-sqlite3';

/** The file was written by a newer Resit than this one. */
export class FileTooNew extends Error {
  readonly code = 'file-too-new';
  constructor(file: string, version: number) {
    super(
      `${file} has the stored shape ${version}, which is newer than this Resit knows. Start the version that wrote it.`,
    );
  }
}

/** One migration an entry; the file's `user_version` is how many of them it has had. Each runs in a transaction of its own. */
const migrations: readonly string[] = [
  `CREATE TABLE items (
     kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
     PRIMARY KEY (kind, id)
   ) WITHOUT ROWID;
   CREATE TABLE places (
     kind TEXT NOT NULL, ix TEXT NOT NULL, part TEXT NOT NULL, sort TEXT NOT NULL, id TEXT NOT NULL,
     PRIMARY KEY (kind, ix, part, sort, id)
   ) WITHOUT ROWID;
   CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE audit (
     chain TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL,
     PRIMARY KEY (chain, seq)
   ) WITHOUT ROWID;
   CREATE TABLE student_keys (student TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;`,
];

/** Brings the file to the newest shape. @throws FileTooNew */
export function migrate(db: Database, file: string): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length) throw new FileTooNew(file, version);
  for (let next = version; next < migrations.length; next += 1) {
    db.transaction(() => {
      db.exec(migrations[next] as string);
      db.pragma(`user_version = ${next + 1}`);
    })();
  }
}
