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
  // Bodies are long and ids random. In a table without rowids a body took pages of its own and an insert changed pages all
  // over the file; with them bodies are appended, and what is in order of the ids is short.
  `CREATE TABLE items_in_order (
     kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
     PRIMARY KEY (kind, id)
   );
   INSERT INTO items_in_order (kind, id, version, body) SELECT kind, id, version, body FROM items;
   DROP TABLE items;
   ALTER TABLE items_in_order RENAME TO items;
   CREATE TABLE audit_in_order (
     chain TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL,
     PRIMARY KEY (chain, seq)
   );
   INSERT INTO audit_in_order (chain, seq, hash, body) SELECT chain, seq, hash, body FROM audit;
   DROP TABLE audit;
   ALTER TABLE audit_in_order RENAME TO audit;`,
  // A sheet held each answer that still stands twice: among the answers and among all saves.
  `UPDATE items SET body = json_set(
     json_remove(body, '$.saves'), '$.shape', 2, '$.earlier',
     json((
       SELECT json_group_array(json(save.value)) FROM json_each(items.body, '$.saves') save
       WHERE NOT EXISTS (
         SELECT 1 FROM json_each(items.body, '$.answers') answer
         WHERE answer.key = CAST(json_extract(save.value, '$.position') AS TEXT)
           AND json_extract(answer.value, '$.savedAt') = json_extract(save.value, '$.savedAt')
       )
     ))
   ) WHERE kind = 'answerSheet';`,
  // The marks of an exam named the questions that it drew once more.
  `UPDATE items SET body = json_set(body, '$.shape', 2) WHERE kind = 'exam';
   UPDATE items SET body = json_set(
     body, '$.marking.byQuestion',
     json((
       SELECT json_group_array(json_remove(mark.value, '$.questionId', '$.version') ORDER BY mark.key)
       FROM json_each(items.body, '$.marking.byQuestion') mark
     ))
   ) WHERE kind = 'exam' AND json_extract(body, '$.status') = 'submitted';`,
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
