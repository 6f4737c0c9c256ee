import { placesOf } from '@resit/integrity/ports/places';
import type { Items, Kind } from '@resit/integrity/ports/repository';
import Database from 'better-sqlite3';
import { migrate } from '../sqlite/migrations.ts';
import { recordsOf } from '../transfer/check-transfer.ts';

/** Fills a new SQLite file with what a transfer file holds, as it was. */
export async function loadSqlite(transferFile: string, databaseFile: string): Promise<void> {
  const db = new Database(databaseFile);
  migrate(db, databaseFile);
  const item = db.prepare('INSERT INTO items (kind, id, version, body) VALUES (?, ?, ?, ?)');
  const place = db.prepare('INSERT INTO places (kind, ix, part, sort, id) VALUES (?, ?, ?, ?, ?)');
  const entry = db.prepare('INSERT INTO audit (chain, seq, hash, body) VALUES (?, ?, ?, ?)');
  for await (const { record } of recordsOf(transferFile)) {
    if (record.type === 'item') {
      const { id, version } = record.item;
      item.run(record.kind, id, version, JSON.stringify(record.item));
      for (const { index, partition, sort } of placesOf(record.kind as Kind, record.item as Items[Kind]))
        place.run(record.kind, index, partition, sort, id);
    } else if (record.type === 'counter')
      db.prepare('INSERT INTO counters (name, value) VALUES (?, ?)').run(record.name, record.value);
    else if (record.type === 'audit')
      entry.run(record.entry.chain, record.entry.seq, record.entry.hash, JSON.stringify(record.entry));
    else if (record.type === 'student-key')
      db.prepare('INSERT INTO student_keys (student, key) VALUES (?, ?)').run(
        record.studentNumber,
        Buffer.from(record.key, 'base64'),
      );
  }
  db.close();
}
