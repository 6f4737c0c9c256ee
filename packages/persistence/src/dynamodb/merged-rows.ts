import { inOrderOf, type Range } from './range.ts';
import { isThere } from './stored-item.ts';
import { type Attributes, number, type Table, text } from './table.ts';

/** A row of an index: a hint that the item stands there. */
export interface Row {
  pk: string;
  sk: string;
  id: string;
  stamp: string;
  writtenAtSeconds: number;
}

export interface MergedRows {
  /** The next rows in order; fewer than asked for when there are no more. */
  take(count: number): Promise<Row[]>;
}

/** More than a shard's share of a page, as shards differ. */
const SHARE_MARGIN = 4;

/** The rows of all shards of a partition as if they were one. */
export function mergedRows(
  table: Table,
  partitions: readonly string[],
  range: Range,
  expected: number,
  nowSeconds: number,
): MergedRows {
  const inOrder = inOrderOf(range);
  const pageSize = Math.ceil(expected / partitions.length) + (partitions.length === 1 ? 0 : SHARE_MARGIN);
  const shards = partitions.map((pk) => shardRows(table, pk, range, pageSize, nowSeconds));
  return {
    async take(count) {
      const taken: Row[] = [];
      while (taken.length < count) {
        const empty = shards.filter((shard) => shard.head() === undefined);
        if (empty.length > 0) await Promise.all(empty.map((shard) => shard.fill()));
        const left = shards.filter((shard) => shard.head() !== undefined);
        if (left.length === 0) break;
        const first = left.reduce((a, b) => (inOrder(headOf(a).sk, headOf(b).sk) <= 0 ? a : b));
        taken.push(headOf(first));
        first.drop();
      }
      return taken;
    },
  };
}

interface ShardRows {
  /** Undefined: none has been read that is not taken. */
  head(): Row | undefined;
  drop(): void;
  /** Reads on if nothing is left to take, unless the shard is at its end. */
  fill(): Promise<void>;
}

const headOf = (shard: ShardRows): Row => shard.head() as Row;

function shardRows(table: Table, pk: string, range: Range, limit: number, nowSeconds: number): ShardRows {
  let rows: Row[] = [];
  let at = 0;
  let next: Attributes | undefined;
  let ended = false;
  return {
    head: () => rows[at],
    drop() {
      at += 1;
    },
    async fill() {
      while (at >= rows.length && !ended) {
        const { from, to, descending } = range;
        const page = await table.query({ pk, from, to, descending, limit, startAfter: next });
        rows = page.rows.filter((row) => isThere(row, nowSeconds)).map(readRow);
        if (range.behind !== undefined) rows = rows.filter(({ sk }) => sk !== range.behind);
        at = 0;
        next = page.next;
        ended = next === undefined;
      }
    },
  };
}

const readRow = (row: Attributes): Row => ({
  pk: text(row.pk),
  sk: text(row.sk),
  id: text(row.id),
  stamp: text(row.stamp),
  writtenAtSeconds: number(row.writtenAt),
});
