import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { AuditEntry } from '@resit/integrity/audit/audit';
import { nextEntry } from '@resit/integrity/audit/chain';
import type { Change, Kind } from '@resit/integrity/ports/repository';
import { entryRow } from './audit-log.ts';
import { addToCounters } from './counters.ts';
import { itemKey, type Key, type Place, placeKey } from './keys.ts';
import {
  expirySeconds,
  isSamePlace,
  itemRow,
  type Known,
  nextPlaces,
  placeRow,
  TooLargeToStore,
} from './stored-item.ts';
import type { Attributes } from './table.ts';

/** A change of one item. */
export type ItemChange = Exclude<Change, { type: 'audit' | 'count' }>;

/** What a plan is made from, besides the changes. */
export interface Given {
  tableName: string;
  /** What there is of each item that is written over or deleted; none of one that there is not. */
  known(kind: Kind, id: string): Known | undefined;
  /** The last entry of each chain that is written to. */
  heads: ReadonlyMap<string, AuditEntry | undefined>;
  /** Sealed fields of the audit notes, by the change's position. */
  sealed: readonly (string | undefined)[];
  stamp: string;
  nowSeconds: number;
  counterCopy: number;
}

/** One action of the transaction; `change` is the item's that its condition speaks of. */
export interface Action {
  write: TransactWriteItem;
  change?: ItemChange;
}

/** How a commit is written. */
export interface Plan {
  /** One transaction. */
  actions: readonly Action[];
  /** Rows of indexes that do not fit into it. Those that are new are written before … */
  before: readonly Attributes[];
  /** … and those that are left are removed after it, if still of that stamp. */
  after: readonly (Key & { stamp: string })[];
  /** What there is of each item afterwards. */
  written: readonly { kind: Kind; id: string; known: Known | undefined }[];
}

/** DynamoDB's limits of a transaction. */
const ACTIONS_MAX = 100;
const BYTES_MAX = 4_000_000;

/**
 * Lays a commit out as one transaction. A commit of the process fits with all its rows of indexes. Bulk ones may not: then
 * rows lie outside of it, so that there may be too many of them for a while, but never too few: readers ask the item itself
 * where it stands.
 * @throws TooLargeToStore
 */
export function planCommit(changes: readonly Change[], given: Given): Plan {
  const actions: Action[] = [];
  const added: Attributes[] = [];
  const removed: (Key & { stamp: string })[] = [];
  const written: { kind: Kind; id: string; known: Known | undefined }[] = [];
  const counts = new Map<string, number>();
  const heads = new Map(given.heads);

  const leave = (kind: Kind, id: string, places: readonly Place[]): void => {
    for (const place of places) removed.push({ ...placeKey(kind, id, place), stamp: place.stamp });
  };
  const put = (change: Extract<Change, { type: 'put' }>): void => {
    const { kind, item } = change;
    const before = given.known(kind, item.id);
    const expiresAtSeconds = expirySeconds(item);
    // A row that ends at another time is written anew.
    const kept = before?.expiresAtSeconds === expiresAtSeconds ? (before?.places ?? []) : [];
    const places = nextPlaces(kind, item, kept, given.stamp);
    const known: Known = { version: (before?.version ?? 0) + 1, stamp: given.stamp, places, expiresAtSeconds };
    const row = itemRow(kind, item, known);
    actions.push({
      write: { Put: { TableName: given.tableName, Item: row, ...asKnown(before, given.nowSeconds) } },
      change,
    });
    for (const place of places) {
      if (place.stamp === given.stamp) added.push(placeRow(kind, item.id, place, given.nowSeconds, expiresAtSeconds));
    }
    const left = before?.places.filter((place) => !places.some((other) => isSamePlace(place, other))) ?? [];
    leave(kind, item.id, left);
    written.push({ kind, id: item.id, known });
  };

  changes.forEach((change, position) => {
    switch (change.type) {
      case 'put':
        put(change);
        return;
      case 'delete': {
        const { kind, id } = change;
        const before = given.known(kind, id);
        if (!before) return;
        const write = { TableName: given.tableName, Key: keyOf(kind, id), ...asKnown(before, given.nowSeconds) };
        actions.push({ write: { Delete: write }, change });
        leave(kind, id, before.places);
        written.push({ kind, id, known: undefined });
        return;
      }
      case 'check':
        actions.push({
          write: {
            ConditionCheck: {
              TableName: given.tableName,
              Key: keyOf(change.kind, change.id),
              ConditionExpression: `version = :version AND ${LIVE}`,
              ExpressionAttributeValues: {
                ':version': { N: String(change.expected) },
                ':now': { N: String(given.nowSeconds) },
              },
            },
          },
          change,
        });
        return;
      case 'count':
        counts.set(change.counter, (counts.get(change.counter) ?? 0) + change.by);
        return;
      case 'audit': {
        const { chain } = change.note;
        const entry = nextEntry(heads.get(chain), change.note, given.sealed[position]);
        heads.set(chain, entry);
        const write = {
          TableName: given.tableName,
          Item: entryRow(entry),
          ConditionExpression: 'attribute_not_exists(pk)',
        };
        actions.push({ write: { Put: write } });
        return;
      }
    }
  });
  for (const write of addToCounters(given.tableName, counts, given.counterCopy)) actions.push({ write });
  assertFits(actions);

  const room = ACTIONS_MAX - actions.length;
  const addedInside = added.slice(0, room);
  const removedInside = removed.slice(0, room - addedInside.length);
  for (const row of addedInside) actions.push({ write: { Put: { TableName: given.tableName, Item: row } } });
  for (const { pk, sk } of removedInside) {
    actions.push({ write: { Delete: { TableName: given.tableName, Key: { pk: { S: pk }, sk: { S: sk } } } } });
  }
  return {
    actions,
    before: added.slice(addedInside.length),
    after: removed.slice(removedInside.length),
    written,
  };
}

const LIVE = '(attribute_not_exists(expiresAt) OR expiresAt > :now)';

/** The item must still be the one that is known; if none is known there must be none, or one that has expired. */
function asKnown(known: Known | undefined, nowSeconds: number) {
  const now = { ':now': { N: String(nowSeconds) } };
  const condition = known
    ? {
        ConditionExpression: `stamp = :stamp AND ${LIVE}`,
        ExpressionAttributeValues: { ...now, ':stamp': { S: known.stamp } },
      }
    : { ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now', ExpressionAttributeValues: now };
  return { ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
}

const keyOf = (kind: Kind, id: string): Attributes => {
  const { pk, sk } = itemKey(kind, id);
  return { pk: { S: pk }, sk: { S: sk } };
};

function assertFits(actions: readonly Action[]): void {
  const bytes = actions.reduce((sum, { write }) => sum + bytesOf(write.Put?.Item ?? {}), 0);
  if (bytes > BYTES_MAX)
    throw new TooLargeToStore(`A commit takes ${bytes} bytes; ${BYTES_MAX} can be written at once.`);
}

const bytesOf = (row: Attributes): number =>
  Object.values(row).reduce((sum, { S, B }) => sum + (B?.length ?? Buffer.byteLength(S ?? '')), 0);
