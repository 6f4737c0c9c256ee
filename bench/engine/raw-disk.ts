// The physical limit: as many bytes as an execution takes, committed as durably, as many at a time, by nothing but SQLite.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Measured, PartOptions } from '../harness/benchmark.ts';

const MEASURED_S = 3;
const PAGE_BYTES = 8192;

export async function rawDisk({ folder, before }: PartOptions): Promise<Measured> {
  const { jsonPathDiskBytes: bytes, jsonPathPerTransaction: atOnce } = before;
  if (bytes === undefined || atOnce === undefined) throw new RangeError('the engine has to be measured first');
  const perTransaction = Math.max(1, Math.round(atOnce));
  const db = new Database(join(folder, 'raw.db'));
  db.pragma(`page_size = ${PAGE_BYTES}`);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)');
  const insert = db.prepare('INSERT INTO row (bytes) VALUES (?)');
  const content = Buffer.alloc(Math.round(bytes), 'x');
  const transaction = db.transaction(() => {
    for (let each = 0; each < perTransaction; each++) insert.run(content);
  });
  const startedMs = performance.now();
  let transactions = 0;
  for (; performance.now() - startedMs < MEASURED_S * 1000; transactions++) transaction.immediate();
  const seconds = (performance.now() - startedMs) / 1000;
  db.close();
  return { rawPerSecond: (transactions * perTransaction) / seconds };
}
