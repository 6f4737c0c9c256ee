import { decodeCursor } from '@resit/integrity/ports/cursor';
import type { Query } from '@resit/integrity/ports/repository';
import { beginOfSort, compareSort, HIGHEST, LOWEST, placeSort } from './keys.ts';

/** Rows of an index that a query asks for, in its order. */
export interface Range {
  /** Sort keys, both inclusive. */
  from: string;
  to: string;
  descending: boolean;
  /** The cursor's own place: the range begins behind it. */
  behind: string | undefined;
}

/** Undefined: there can be none. @throws InvalidInput for a cursor that is none */
export function rangeOf(query: Query): Range | undefined {
  const descending = query.order === 'descending';
  const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
  const behind = cursor && placeSort(cursor.sort, cursor.id);
  let from = beginOfSort(query.from ?? '') || LOWEST;
  let to = query.before === undefined ? HIGHEST : beginOfSort(query.before);
  if (behind !== undefined && descending && compareSort(behind, to) < 0) to = behind;
  if (behind !== undefined && !descending && compareSort(behind, from) > 0) from = behind;
  return to === '' || compareSort(from, to) > 0 ? undefined : { from, to, descending, behind };
}

/** Orders sort keys as the range does. */
export const inOrderOf = ({ descending }: Range): ((a: string, b: string) => number) =>
  descending ? (a, b) => compareSort(b, a) : compareSort;
