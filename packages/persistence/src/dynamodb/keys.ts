import { createHash } from 'node:crypto';
import type { Kind } from '@resit/integrity/ports/repository';
import { shardsOf } from './shards.ts';
import { type Attributes, text } from './table.ts';

/** Primary key of a row of the table. */
export interface Key {
  pk: string;
  sk: string;
}

/** Where an item stands in an index, as the item itself remembers it; `stamp` is that of the commit which put it there. */
export interface Place {
  index: string;
  shard: number;
  partition: string;
  sort: string;
  stamp: string;
}

/** Between an index's sort key and the item's id: lower than any character of an escaped sort key. */
const SEPARATOR = '\u0001';
/** Above every character. */
export const HIGHEST = '\u{10FFFF}';
/** Below every sort key that `placeSort` makes, and no empty text, which DynamoDB takes for no key. */
export const LOWEST = SEPARATOR;

/** The same order with no character as low as the separator. */
const escaped = (sort: string): string =>
  sort.replaceAll('\u0002', '\u0002\u0003').replaceAll('\u0001', '\u0002\u0002').replaceAll('\u0000', '\u0002\u0001');

/** The order of DynamoDB's sort keys: by the bytes of UTF-8, which for rare characters is not JavaScript's order. */
export const compareSort = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));

export const itemKey = (kind: Kind, id: string): Key => ({ pk: `${kind}#${id}`, sk: 'item' });

/** Partition keys of all shards of a partition of an index. */
export const placePartitions = (kind: Kind, index: string, partition: string): string[] =>
  Array.from({ length: shardsOf(kind, index) }, (_, shard) => placePartition(kind, index, shard, partition));

const placePartition = (kind: Kind, index: string, shard: number, partition: string): string =>
  `${kind}.${index}#${shard}#${partition}`;

/** True of the rows by which items are found in an index. */
export const isOfIndex = ({ pk }: Attributes, kind: Kind, index: string): boolean =>
  text(pk).startsWith(`${kind}.${index}#`);

/** Orders rows of an index by sort key, then by id. */
export const placeSort = (sort: string, id: string): string => `${escaped(sort)}${SEPARATOR}${id}`;

/** Lies before all rows with this sort key and behind all with a lower one. */
export const beginOfSort = (sort: string): string => escaped(sort);

export const placeKey = (kind: Kind, id: string, place: Omit<Place, 'stamp'>): Key => ({
  pk: placePartition(kind, place.index, place.shard, place.partition),
  sk: placeSort(place.sort, id),
});

/** Which shard of an index an item is in, from 0: by its id, so that it stays there. */
export function shardOf(kind: Kind, index: string, id: string): number {
  const shards = shardsOf(kind, index);
  return shards === 1 ? 0 : createHash('sha256').update(id).digest().readUInt32BE() % shards;
}

const SEQUENCE_DIGITS = 12;
export const auditPartition = (chain: string): string => `audit#${chain}`;
export const auditSort = (seq: number): string => String(seq).padStart(SEQUENCE_DIGITS, '0');
export const studentKeyKey = (studentNumber: string): Key => ({ pk: `student-key#${studentNumber}`, sk: 'key' });
