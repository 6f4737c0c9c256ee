// A process that begins to bring a file to a version that there is not yet, changes all of it, says so, and goes no further. For tests.
import { writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { migrate, SCHEMA_VERSION } from '../schema.ts';

const file = process.argv[2] ?? '';
const db = new Database(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
// Too small for what changes: half of it is in the log before the end.
db.pragma('cache_size = 10');
db.function('hang', () => {
  writeSync(1, 'half way\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  return 0;
});
const done = Array.from({ length: SCHEMA_VERSION }, () => '');
migrate(db, file, [
  ...done,
  `
  CREATE TABLE filling AS
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i, randomblob(4000) AS bytes FROM n;
  UPDATE execution SET name = NULL, status = 4, state = NULL;
  DELETE FROM history;
  DROP TABLE timer;
  SELECT hang();
  `,
]);
