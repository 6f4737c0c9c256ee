import { encodeCursor } from '@resit/integrity/ports/cursor';
import { pageLimit } from '@resit/integrity/ports/places';
import type { Items, Kind, Page, Query } from '@resit/integrity/ports/repository';
import { itemKey, type Place, placeKey, placePartitions, placeSort } from './keys.ts';
import type { KnownItems } from './known-items.ts';
import { mergedRows, type Row } from './merged-rows.ts';
import { inOrderOf, type Range, rangeOf } from './range.ts';
import { isThere, readItem, readKnown } from './stored-item.ts';
import { type Table, text } from './table.ts';

/** A row that its item does not know of is nobody's after this: no commit takes nearly as long. */
const LEFT_BEHIND_SECONDS = 3600;

export interface Reading {
  table: Table;
  known: KnownItems;
  nowSeconds(): number;
}

/** A partition of an index. */
interface Asked<K extends Kind> {
  kind: K;
  index: string;
  partition: string;
}

/** An item and where it stands. */
interface Standing<K extends Kind> {
  item: Items[K];
  sort: string;
  sk: string;
}

/**
 * A page of an index. Its rows say which items to look at; the items themselves say whether and where they stand in it, so
 * that a row left behind, or an item that moves at this moment, shows up neither wrongly nor twice.
 */
export async function readPage<K extends Kind>(on: Reading, asked: Asked<K>, query: Query): Promise<Page<Items[K]>> {
  const range = rangeOf(query);
  if (!range) return { items: [] };
  const limit = pageLimit(query.limit);
  const nowSeconds = on.nowSeconds();
  const partitions = placePartitions(asked.kind, asked.index, asked.partition);
  // One more than asked for tells whether there is a next page.
  const rows = mergedRows(on.table, partitions, range, limit + 1, nowSeconds);
  const found: Standing<K>[] = [];
  let behind = range.behind;
  for (let ended = false; !ended && found.length <= limit; ) {
    const wanted = limit + 1 - found.length;
    const hints = await rows.take(wanted);
    ended = hints.length < wanted;
    const upTo = ended ? undefined : hints.at(-1)?.sk;
    const standing = await standingOf(on, asked, hints, nowSeconds);
    found.push(...inSpan(standing, range, behind, upTo));
    behind = upTo;
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    ...(found.length > limit && last ? { cursor: encodeCursor({ sort: last.sort, id: last.item.id }) } : {}),
  };
}

/** Those that stand behind one place and no further than another, in order. */
function inSpan<K extends Kind>(
  standing: readonly Standing<K>[],
  range: Range,
  behind: string | undefined,
  upTo: string | undefined,
): Standing<K>[] {
  const inOrder = inOrderOf(range);
  const [first, last] = range.descending ? [range.to, range.from] : [range.from, range.to];
  return standing
    .filter(({ sk }) => inOrder(sk, first) >= 0 && inOrder(sk, upTo ?? last) <= 0)
    .filter(({ sk }) => behind === undefined || inOrder(sk, behind) > 0)
    .sort((a, b) => inOrder(a.sk, b.sk));
}

async function standingOf<K extends Kind>(
  on: Reading,
  { kind, index, partition }: Asked<K>,
  rows: readonly Row[],
  nowSeconds: number,
): Promise<Standing<K>[]> {
  const ids = [...new Set(rows.map(({ id }) => id))];
  const stored = await on.table.getMany(ids.map((id) => itemKey(kind, id)));
  const byKey = new Map(stored.filter((row) => isThere(row, nowSeconds)).map((row) => [text(row.pk), row]));
  const standing: Standing<K>[] = [];
  const placeById = new Map<string, Place>();
  for (const id of ids) {
    const row = byKey.get(itemKey(kind, id).pk);
    if (!row) continue;
    const known = readKnown(row);
    on.known.keep(kind, id, known);
    const place = known.places.find((other) => other.index === index && other.partition === partition);
    if (!place) continue;
    placeById.set(id, place);
    standing.push({ item: readItem<K>(row), sort: place.sort, sk: placeSort(place.sort, id) });
  }
  const strays = rows.filter((row) => {
    const place = placeById.get(row.id);
    return row.writtenAtSeconds < nowSeconds - LEFT_BEHIND_SECONDS && !(place && isRowOf(kind, row, place));
  });
  await Promise.allSettled(strays.map((row) => on.table.remove(row, row.stamp)));
  return standing;
}

function isRowOf(kind: Kind, row: Row, place: Place): boolean {
  const { pk, sk } = placeKey(kind, row.id, place);
  return pk === row.pk && sk === row.sk;
}
