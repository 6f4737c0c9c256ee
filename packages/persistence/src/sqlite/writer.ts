import type { AuditEntry, AuditNote } from '@resit/integrity/audit/audit';
import { keyBytes, nextEntry, nonceBytes, seal } from '@resit/integrity/audit/chain';
import { type PlaceRow, placesOf } from '@resit/integrity/ports/places';
import { type Change, Conflict, type Items, type Kind } from '@resit/integrity/ports/repository';
import type { Database } from 'better-sqlite3';

/** Writes commits, several a transaction. */
export interface Writer {
  /**
   * One transaction and one fsync over all commits. Answers, commit by commit, undefined (written) or the Conflict for which
   * nothing of it was written. @throws SqliteError: nothing at all was written
   */
  writeBatch(commits: readonly (readonly Change[])[]): (Conflict | undefined)[];
}

const samePlace = (a: PlaceRow, b: PlaceRow): boolean =>
  a.index === b.index && a.partition === b.partition && a.sort === b.sort;

export function createWriter(db: Database, randomBytes: (length: number) => Buffer): Writer {
  const versionOf = db.prepare<[string, string], number>('SELECT version FROM items WHERE kind = ? AND id = ?').pluck();
  const bodyOf = db.prepare<[string, string], string>('SELECT body FROM items WHERE kind = ? AND id = ?').pluck();
  const insert = db.prepare<[string, string, number, string]>(
    'INSERT INTO items (kind, id, version, body) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, body = excluded.body',
  );
  const remove = db.prepare<[string, string]>('DELETE FROM items WHERE kind = ? AND id = ?');
  const addPlace = db.prepare<[string, string, string, string, string]>(
    'INSERT INTO places (kind, ix, part, sort, id) VALUES (?, ?, ?, ?, ?)',
  );
  const removePlace = db.prepare<[string, string, string, string, string]>(
    'DELETE FROM places WHERE kind = ? AND ix = ? AND part = ? AND sort = ? AND id = ?',
  );
  const addCount = db.prepare<[string, number]>(
    'INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value',
  );
  const lastEntry = db.prepare<[string], { seq: number; hash: string }>(
    'SELECT seq, hash FROM audit WHERE chain = ? ORDER BY seq DESC LIMIT 1',
  );
  const addEntry = db.prepare<[string, number, string, string]>(
    'INSERT INTO audit (chain, seq, hash, body) VALUES (?, ?, ?, ?)',
  );
  const keyOf = db.prepare<[string], Buffer>('SELECT key FROM student_keys WHERE student = ?').pluck();
  const addKey = db.prepare<[string, Buffer]>('INSERT INTO student_keys (student, key) VALUES (?, ?)');

  const conflictIn = (changes: readonly Change[]): Conflict | undefined => {
    for (const change of changes) {
      if (change.type === 'audit' || change.type === 'count' || change.expected === undefined) continue;
      const id = change.type === 'put' ? change.item.id : change.id;
      if ((versionOf.get(change.kind, id) ?? null) !== change.expected) return new Conflict(change.kind, id);
    }
    return undefined;
  };

  const movePlaces = (kind: Kind, id: string, from: readonly PlaceRow[], to: readonly PlaceRow[]): void => {
    for (const place of from) {
      if (!to.some((other) => samePlace(place, other)))
        removePlace.run(kind, place.index, place.partition, place.sort, id);
    }
    for (const place of to) {
      if (!from.some((other) => samePlace(place, other)))
        addPlace.run(kind, place.index, place.partition, place.sort, id);
    }
  };
  const placesNow = (kind: Kind, id: string): PlaceRow[] => {
    const body = bodyOf.get(kind, id);
    return body === undefined ? [] : placesOf(kind, JSON.parse(body) as Items[Kind]);
  };

  const append = (note: AuditNote): void => {
    let sealed: string | undefined;
    if (note.personal && note.studentNumber !== undefined) {
      let key = keyOf.get(note.studentNumber);
      if (!key) {
        key = randomBytes(keyBytes);
        addKey.run(note.studentNumber, key);
      }
      sealed = seal(note.personal, key, randomBytes(nonceBytes));
    }
    const entry: AuditEntry = nextEntry(lastEntry.get(note.chain), note, sealed);
    addEntry.run(entry.chain, entry.seq, entry.hash, JSON.stringify(entry));
  };

  const apply = (change: Change): void => {
    switch (change.type) {
      case 'put': {
        const { kind, item } = change;
        const version = (versionOf.get(kind, item.id) ?? 0) + 1;
        movePlaces(kind, item.id, version === 1 ? [] : placesNow(kind, item.id), placesOf(kind, item as Items[Kind]));
        insert.run(kind, item.id, version, JSON.stringify(item));
        return;
      }
      case 'delete':
        movePlaces(change.kind, change.id, placesNow(change.kind, change.id), []);
        remove.run(change.kind, change.id);
        return;
      case 'check':
        return;
      case 'count':
        addCount.run(change.counter, change.by);
        return;
      case 'audit':
        append(change.note);
        return;
    }
  };

  const transaction = db.transaction((commits: readonly (readonly Change[])[]) =>
    commits.map((changes) => {
      const conflict = conflictIn(changes);
      if (!conflict) for (const change of changes) apply(change);
      return conflict;
    }),
  );
  return { writeBatch: (commits) => transaction.immediate(commits) };
}
