import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Key } from './keys.ts';
import { type Attributes, number, type Table, text } from './table.ts';

/*
 * Counters are read in hundreds (how often was each question drawn?) and written in dozens, by every exam that is scheduled.
 * So many share a row, and every row is there several times: a commit adds to one copy that it picks by chance, and does not
 * wait for others that count the same; who reads adds the copies up. What is before a counter's first colon is its group;
 * groups share no rows. A row has room for about 9,000 counters.
 */
const COPIES = 8;
const BUCKETS = 4;

const bucketOf = (counter: string): string => {
  const group = counter.split(':', 1)[0] ?? '';
  return `counters#${group}#${(createHash('sha256').update(counter).digest()[0] ?? 0) % BUCKETS}`;
};
const rowKey = (bucket: string, copy: number): Key => ({ pk: `${bucket}#${copy}`, sk: 'counters' });
/** Attributes of counters share their row with its keys. */
const attribute = (counter: string): string => `n:${counter}`;

/** Which copy a commit adds to. */
export const anyCopy = (): number => Math.floor(Math.random() * COPIES);

/** The fewest actions that add all this. */
export function addToCounters(
  tableName: string,
  counts: ReadonlyMap<string, number>,
  copy: number,
): TransactWriteItem[] {
  const byBucket = Map.groupBy(counts, ([counter]) => bucketOf(counter));
  return [...byBucket].map(([bucket, added]) => {
    const { pk, sk } = rowKey(bucket, copy);
    return {
      Update: {
        TableName: tableName,
        Key: { pk: { S: pk }, sk: { S: sk } },
        UpdateExpression: `ADD ${added.map((_, at) => `#${at} :${at}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(added.map(([counter], at) => [`#${at}`, attribute(counter)])),
        ExpressionAttributeValues: Object.fromEntries(added.map(([, by], at) => [`:${at}`, { N: String(by) }])),
      },
    };
  });
}

export async function readCounters(table: Table, names: readonly string[]): Promise<number[]> {
  const buckets = [...new Set(names.map(bucketOf))];
  const keys = buckets.flatMap((bucket) => Array.from({ length: COPIES }, (_, copy) => rowKey(bucket, copy)));
  const rowsByBucket = Map.groupBy(await table.getMany(keys), (row) => text(row.pk).replace(/#\d+$/, ''));
  return names.map((name) =>
    (rowsByBucket.get(bucketOf(name)) ?? [])
      .map((row) => row[attribute(name)])
      .reduce((sum, value) => sum + (value ? number(value) : 0), 0),
  );
}

/** Rows that hold all of these counters, for a table that has none. Written again they change nothing. */
export function counterRows(counters: ReadonlyMap<string, number>): Attributes[] {
  const byBucket = Map.groupBy(counters, ([counter]) => bucketOf(counter));
  return [...byBucket].map(([bucket, held]) => {
    const { pk, sk } = rowKey(bucket, 0);
    const values = held.map(([counter, value]) => [attribute(counter), { N: String(value) }] as const);
    return { pk: { S: pk }, sk: { S: sk }, ...Object.fromEntries(values) };
  });
}
