import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { placesOf } from '@resit/integrity/ports/places';
import type { Items, Kind } from '@resit/integrity/ports/repository';
import { itemKey, type Place, placeKey, shardOf } from './keys.ts';
import { type Attributes, number, text } from './table.ts';

/** An item, or all of a commit together, that is larger than DynamoDB stores (400 KB an item, 4 MB a commit, packed). */
export class TooLargeToStore extends Error {
  readonly code = 'too-large-to-store';
}

/** What of a stored item has to be known to write it: its condition and what it leaves behind. */
export interface Known {
  version: number;
  /** Of the commit that wrote it: of no other version of any item that ever had this id. */
  stamp: string;
  places: readonly Place[];
  /** Epoch seconds from which on it is gone, whether or not it has been deleted yet. */
  expiresAtSeconds: number | undefined;
}

/** DynamoDB's limit, with room for keys and names. */
const ITEM_BYTES_MAX = 400 * 1024 - 4096;
/** Longer bodies are packed: every kibibyte written costs. */
const PACK_FROM_BYTES = 2048;

type StoredPlace = [index: string, shard: number, partition: string, sort: string, stamp: string];

/** When the item ends by itself. Undefined: never. */
export function expirySeconds(item: Items[Kind]): number | undefined {
  return 'expiresAt' in item ? Math.ceil(Date.parse(item.expiresAt) / 1000) : undefined;
}

const isLive = (expiresAtSeconds: number | undefined, nowSeconds: number): boolean =>
  expiresAtSeconds === undefined || expiresAtSeconds > nowSeconds;

/** DynamoDB deletes what has expired within days; from its expiry on it is not there for anybody. */
export const isThere = (stored: Attributes, nowSeconds: number): boolean =>
  isLive(stored.expiresAt && number(stored.expiresAt), nowSeconds);
export const isKnownThere = (known: Known, nowSeconds: number): boolean => isLive(known.expiresAtSeconds, nowSeconds);

/** Where the item stands once it is written: a place that it keeps keeps its stamp. */
export function nextPlaces<K extends Kind>(
  kind: K,
  item: Items[K],
  before: readonly Place[],
  stamp: string,
): readonly Place[] {
  return placesOf(kind, item).map(({ index, partition, sort }) => {
    const place = { index, shard: shardOf(kind, index, item.id), partition, sort, stamp };
    return before.find((other) => isSamePlace(other, place)) ?? place;
  });
}

export const isSamePlace = (a: Place, b: Place): boolean =>
  a.index === b.index && a.shard === b.shard && a.partition === b.partition && a.sort === b.sort;

/** The item's row. @throws TooLargeToStore */
export function itemRow<K extends Kind>(kind: K, item: Items[K], known: Known): Attributes {
  const { pk, sk } = itemKey(kind, item.id);
  const json = JSON.stringify(item);
  const bytes = Buffer.byteLength(json);
  const packed = bytes >= PACK_FROM_BYTES ? deflateRawSync(json) : undefined;
  const size = packed?.length ?? bytes;
  if (size > ITEM_BYTES_MAX) {
    throw new TooLargeToStore(`${kind} ${item.id} takes ${size} bytes; ${ITEM_BYTES_MAX} can be stored.`);
  }
  return {
    pk: { S: pk },
    sk: { S: sk },
    version: { N: String(known.version) },
    stamp: { S: known.stamp },
    ...(packed ? { packed: { B: packed } } : { body: { S: json } }),
    ...(known.places.length === 0 ? {} : { places: { S: JSON.stringify(known.places.map(storedPlace)) } }),
    ...expiry(known.expiresAtSeconds),
  };
}

const storedPlace = ({ index, shard, partition, sort, stamp }: Place): StoredPlace => [
  index,
  shard,
  partition,
  sort,
  stamp,
];

/** The row by which the item is found at one of its places. */
export function placeRow(
  kind: Kind,
  id: string,
  place: Place,
  nowSeconds: number,
  expiresAtSeconds: number | undefined,
): Attributes {
  const { pk, sk } = placeKey(kind, id, place);
  return {
    pk: { S: pk },
    sk: { S: sk },
    id: { S: id },
    stamp: { S: place.stamp },
    writtenAt: { N: String(nowSeconds) },
    ...expiry(expiresAtSeconds),
  };
}

const expiry = (seconds: number | undefined): Attributes =>
  seconds === undefined ? {} : { expiresAt: { N: String(seconds) } };

export function readItem<K extends Kind>(stored: Attributes): Items[K] {
  const packed = stored.packed?.B;
  const item = JSON.parse(packed ? inflateRawSync(packed).toString('utf8') : text(stored.body)) as Items[K];
  item.version = number(stored.version);
  return item;
}

export function readKnown(stored: Attributes): Known {
  const places = stored.places ? (JSON.parse(text(stored.places)) as StoredPlace[]) : [];
  return {
    version: number(stored.version),
    stamp: text(stored.stamp),
    places: places.map(([index, shard, partition, sort, stamp]) => ({ index, shard, partition, sort, stamp })),
    expiresAtSeconds: stored.expiresAt && number(stored.expiresAt),
  };
}
