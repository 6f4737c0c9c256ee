import { randomBytes } from 'node:crypto';
import type { AuditEntry } from '../audit/audit.ts';
import { keyBytes, nextEntry, nonceBytes, seal, unseal } from '../audit/chain.ts';
import { checkCommit } from '../ports/check-commit.ts';
import { decodeCursor, encodeCursor } from '../ports/cursor.ts';
import type { IndexOf } from '../ports/indexes.ts';
import { pageLimit, placesOf } from '../ports/places.ts';
import {
  type Change,
  Conflict,
  type Items,
  type Kind,
  type Page,
  type Query,
  type Repository,
} from '../ports/repository.ts';
import { withRevisions } from '../ports/revision.ts';

type AnyItem = Items[Kind];
const compare = (a: { sort: string; id: string }, b: { sort: string; id: string }): number =>
  a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

/** The repository without a file: for tests and simulations. Held to the same contract suite as the others. */
export function createInMemoryRepository(): Repository {
  const items = new Map<string, AnyItem>();
  const counts = new Map<string, number>();
  const chains = new Map<string, AuditEntry[]>();
  const keys = new Map<string, Buffer>();
  const keyOf = (kind: Kind, id: string): string => `${kind}\n${id}`;

  const assertExpected = (change: Change): void => {
    if (change.type === 'audit' || change.type === 'count' || change.expected === undefined) return;
    const id = change.type === 'put' ? change.item.id : change.id;
    const there = items.get(keyOf(change.kind, id))?.version ?? null;
    if (there !== change.expected) throw new Conflict(change.kind, id);
  };

  const apply = (change: Change): void => {
    switch (change.type) {
      case 'put': {
        const key = keyOf(change.kind, change.item.id);
        items.set(key, structuredClone({ ...change.item, version: (items.get(key)?.version ?? 0) + 1 }));
        return;
      }
      case 'delete':
        items.delete(keyOf(change.kind, change.id));
        return;
      case 'check':
        return;
      case 'count':
        counts.set(change.counter, (counts.get(change.counter) ?? 0) + change.by);
        return;
      case 'audit': {
        const { note } = change;
        const chain = chains.get(note.chain) ?? [];
        let sealed: string | undefined;
        if (note.personal && note.studentNumber !== undefined) {
          const key = keys.get(note.studentNumber) ?? randomBytes(keyBytes);
          keys.set(note.studentNumber, key);
          sealed = seal(note.personal, key, randomBytes(nonceBytes));
        }
        chains.set(note.chain, chain.concat(nextEntry(chain.at(-1), note, sealed)));
        return;
      }
    }
  };

  const standing = <K extends Kind>(kind: K, index: IndexOf<K>, partition: string) => {
    const rows: { sort: string; id: string; item: Items[K] }[] = [];
    for (const [key, item] of items) {
      if (!key.startsWith(`${kind}\n`)) continue;
      for (const place of placesOf(kind, item as Items[K])) {
        if (place.index === index && place.partition === partition) {
          rows.push({ sort: place.sort, id: item.id, item: item as Items[K] });
        }
      }
    }
    return rows.sort(compare);
  };

  return {
    async get(kind, id) {
      return structuredClone(items.get(keyOf(kind, id))) as Items[typeof kind] | undefined;
    },
    async getMany(kind, ids) {
      return ids.map((id) => structuredClone(items.get(keyOf(kind, id))) as Items[typeof kind] | undefined);
    },
    async query<K extends Kind>(kind: K, index: IndexOf<K>, query: Query): Promise<Page<Items[K]>> {
      const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
      const sign = query.order === 'descending' ? -1 : 1;
      const rows = standing(kind, index, query.partition)
        .filter((row) => query.from === undefined || row.sort >= query.from)
        .filter((row) => query.before === undefined || row.sort < query.before)
        .sort((a, b) => sign * compare(a, b))
        .filter((row) => after === undefined || sign * compare(row, after) > 0);
      const limit = pageLimit(query.limit);
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map((row) => structuredClone(row.item)),
        ...(rows.length > limit && last ? { cursor: encodeCursor(last) } : {}),
      };
    },
    async countIn(kind, index, partition) {
      return standing(kind, index, partition).length;
    },
    async counters(names) {
      return names.map((name) => counts.get(name) ?? 0);
    },
    async commit(asked) {
      const changes = withRevisions(asked);
      checkCommit(changes);
      for (const change of changes) assertExpected(change);
      for (const change of changes) apply(change);
    },
    async auditTrail(chain, after = 0, limit = 1000) {
      return structuredClone((chains.get(chain) ?? []).filter((entry) => entry.seq > after).slice(0, limit));
    },
    async unseal(entry) {
      const key = entry.studentNumber === undefined ? undefined : keys.get(entry.studentNumber);
      return key && entry.sealed !== undefined ? unseal(entry.sealed, key) : undefined;
    },
    async destroyKey(studentNumber) {
      keys.delete(studentNumber);
    },
  };
}
