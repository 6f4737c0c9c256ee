import { type Index, indexes } from './indexes.ts';
import type { Items, Kind } from './repository.ts';

/** One row of an index: where an item of a kind is found. */
export interface PlaceRow {
  index: string;
  partition: string;
  sort: string;
}

const indexesByKind = new Map(
  Object.entries(indexes).map(([kind, ofKind]) => [kind, Object.entries(ofKind) as [string, Index<unknown>][]]),
);

/** False for a kind that is found by id alone. */
export const isIndexed = (kind: Kind): boolean => (indexesByKind.get(kind) ?? []).length > 0;

/** Every place at which an item stands. */
export function placesOf<K extends Kind>(kind: K, item: Items[K]): PlaceRow[] {
  const rows: PlaceRow[] = [];
  for (const [index, of] of indexesByKind.get(kind) ?? []) {
    const place = of(item);
    if (place) rows.push({ index, partition: place[0], sort: place[1] });
  }
  return rows;
}

/** Page size that an adapter uses. */
export const pageLimit = (asked: number | undefined): number => Math.min(Math.max(asked ?? 100, 1), 1000);
