import type { AuditEntry, AuditNote } from '@resit/integrity/audit/audit';
import { keyBytes, nextEntry, nonceBytes, seal } from '@resit/integrity/audit/chain';
import { isIndexed, type PlaceRow, placesOf } from '@resit/integrity/ports/places';
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
    'INSERT INTO items (kind, id, version, body) VALUES (?, ?, ?, ?)',
  );
  const update = db.prepare<[number, string, string, string]>(
    'UPDATE items SET version = ?, body = ? WHERE kind = ? AND id = ?',
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

  const versionNow = (kind: Kind, id: string): number | null => versionOf.get(kind, id) ?? null;

  const conflictIn = (changes: readonly Change[]): Conflict | undefined => {
    for (const change of changes) {
      if (change.type === 'audit' || change.type === 'count' || change.expected === undefined) continue;
      const id = change.type === 'put' ? change.item.id : change.id;
      if (versionNow(change.kind, id) !== change.expected) return new Conflict(change.kind, id);
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
    if (!isIndexed(kind)) return [];
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

  /** `expected` has been found to be so by then, and no commit names an item twice: it is not looked up again. */
  const put = (kind: Kind, item: Items[Kind], expected: number | null | undefined): void => {
    const before = expected === undefined ? versionNow(kind, item.id) : expected;
    const body = JSON.stringify(item);
    if (before === null) {
      movePlaces(kind, item.id, [], placesOf(kind, item));
      insert.run(kind, item.id, 1, body);
    } else {
      movePlaces(kind, item.id, placesNow(kind, item.id), placesOf(kind, item));
      update.run(before + 1, body, kind, item.id);
    }
  };

  const apply = (change: Change, counts: Map<string, number>): void => {
    switch (change.type) {
      case 'put':
        put(change.kind, change.item, change.expected);
        return;
      case 'delete':
        movePlaces(change.kind, change.id, placesNow(change.kind, change.id), []);
        remove.run(change.kind, change.id);
        return;
      case 'check':
        return;
      case 'count':
        counts.set(change.counter, (counts.get(change.counter) ?? 0) + change.by);
        return;
      case 'audit':
        append(change.note);
        return;
    }
  };

  const transaction = db.transaction((commits: readonly (readonly Change[])[]) => {
    // Each counter is written once for all commits of the batch: a batch of drawings counts the same questions over and over.
    const counts = new Map<string, number>();
    const outcomes = commits.map((changes) => {
      const conflict = conflictIn(changes);
      if (!conflict) for (const change of changes) apply(change, counts);
      return conflict;
    });
    for (const [counter, by] of counts) addCount.run(counter, by);
    return outcomes;
  });
  return { writeBatch: (commits) => transaction.immediate(commits) };
}
