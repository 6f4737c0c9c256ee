import type { AuditEntry, AuditNote } from '@resit/integrity/audit/audit';
import { keyBytes, nextEntry, nonceBytes, seal } from '@resit/integrity/audit/chain';
import type { PlaceRow } from '@resit/integrity/ports/places';
import type { Kind } from '@resit/integrity/ports/repository';
import type { Database } from 'better-sqlite3';
import { knownPlaces } from './known-places.ts';
import type { Write, Writes } from './writes.ts';

/** The item of a commit that was not as expected. */
export interface Mismatch {
  readonly kind: Kind;
  readonly id: string;
}

/** Writes commits, several a transaction. */
export interface Writer {
  /**
   * One transaction and one fsync over all commits. Answers, commit by commit, undefined (written) or the item for which
   * nothing of it was written. @throws SqliteError: nothing at all was written
   */
  writeBatch(commits: readonly Writes[]): (Mismatch | undefined)[];
}

const samePlace = (a: PlaceRow, b: PlaceRow): boolean =>
  a.index === b.index && a.partition === b.partition && a.sort === b.sort;

export function createWriter(db: Database, randomBytes: (length: number) => Buffer): Writer {
  const versionOf = db.prepare<[string, string], number>('SELECT version FROM items WHERE kind = ? AND id = ?').pluck();
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
  const destroyKey = db.prepare<[string]>('DELETE FROM student_keys WHERE student = ?');
  const known = knownPlaces(db);

  const versionNow = (kind: Kind, id: string): number | null => versionOf.get(kind, id) ?? null;

  const mismatchIn = (writes: Writes): Mismatch | undefined => {
    for (const write of writes) {
      if (write.type !== 'put' && write.type !== 'delete' && write.type !== 'check') continue;
      const { kind, id, expected } = write;
      if (expected !== undefined && versionNow(kind, id) !== expected) return { kind, id };
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
  const put = ({ kind, id, expected, body, places }: Extract<Write, { type: 'put' }>): void => {
    const before = expected === undefined ? versionNow(kind, id) : expected;
    const version = (before ?? 0) + 1;
    if (before === null) {
      movePlaces(kind, id, [], places);
      insert.run(kind, id, version, body);
    } else {
      movePlaces(kind, id, known.of(kind, id, before), places);
      update.run(version, body, kind, id);
    }
    known.keep(kind, id, version, places);
  };

  const drop = ({ kind, id, expected }: Extract<Write, { type: 'delete' }>): void => {
    const before = expected ?? versionNow(kind, id);
    if (before === null) return;
    movePlaces(kind, id, known.of(kind, id, before), []);
    remove.run(kind, id);
    known.forget(kind, id);
  };

  const apply = (write: Write, counts: Map<string, number>): void => {
    switch (write.type) {
      case 'put':
        put(write);
        return;
      case 'delete':
        drop(write);
        return;
      case 'check':
        return;
      case 'count':
        counts.set(write.counter, (counts.get(write.counter) ?? 0) + write.by);
        return;
      case 'audit':
        append(write.note);
        return;
      case 'destroy-key':
        destroyKey.run(write.studentNumber);
        return;
    }
  };

  const transaction = db.transaction((commits: readonly Writes[]) => {
    // Each counter is written once for all commits of the batch: a batch of drawings counts the same questions over and over.
    const counts = new Map<string, number>();
    const outcomes = commits.map((writes) => {
      const mismatch = mismatchIn(writes);
      if (!mismatch) for (const write of writes) apply(write, counts);
      return mismatch;
    });
    for (const [counter, by] of counts) addCount.run(counter, by);
    return outcomes;
  });

  return {
    writeBatch(commits) {
      try {
        return transaction.immediate(commits);
      } catch (error) {
        // What was remembered of these commits is not so.
        known.clear();
        throw error;
      }
    },
  };
}
