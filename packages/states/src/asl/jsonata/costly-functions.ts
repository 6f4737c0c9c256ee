// Functions of JSONata that take the library time or space beyond measure, made anew: same answers, at a cost that grows as it should.
import type jsonata from 'jsonata';
import { checkPicture } from './picture.ts';

type Comparator = (a: unknown, b: unknown) => unknown;
/** Says before each so many comparisons that they are made. */
type Charge = (focus: jsonata.Focus, visits: number) => Promise<void> | undefined;

/** An error that the library words by its code. */
class LibraryError extends Error {
  readonly code: string;
  readonly index: number;
  constructor(code: string, index: number) {
    super(code);
    this.code = code;
    this.index = index;
  }
}

interface LibraryFunction {
  readonly name: string;
  readonly signature: string;
  readonly implementation: (this: jsonata.Focus, ...args: unknown[]) => unknown;
}

const COMPARISONS_AT_A_TIME = 500;

/** `toMillis` is the library's own. */
export function costlyFunctions(charge: Charge, toMillis: LibraryFunction['implementation']): LibraryFunction[] {
  return [
    {
      name: 'sort',
      signature: '<af?:a>',
      implementation(items, comparator) {
        return sort(items as unknown[] | undefined, comparator as Comparator | undefined, () =>
          charge(this, COMPARISONS_AT_A_TIME),
        );
      },
    },
    {
      name: 'spread',
      signature: '<x-:a<o>>',
      implementation: (value) => spread(value),
    },
    {
      name: 'toMillis',
      signature: '<s-s?:n>',
      implementation(text, picture) {
        if (typeof text === 'string' && typeof picture === 'string') checkPicture(text, picture);
        return toMillis.call(this, text, picture);
      },
    },
  ];
}

/** The library's merge sort copies the rest of both halves for every comparison. */
async function sort(
  items: unknown[] | undefined,
  comparator: Comparator | undefined,
  charge: () => Promise<void> | undefined,
): Promise<unknown[] | undefined> {
  if (items === undefined || items.length <= 1) return items;
  if (comparator !== undefined) return mergeSort(items, comparator, charge);
  if (items.every((item) => typeof item === 'number')) return [...items].sort((a, b) => a - b);
  if (!items.every((item) => typeof item === 'string')) throw new LibraryError('D3070', 1);
  return [...items].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Stable; the second of two goes first where the comparator says true. */
async function mergeSort(
  items: readonly unknown[],
  swaps: Comparator,
  charge: () => Promise<void> | undefined,
): Promise<unknown[]> {
  let from: unknown[] = [...items];
  let into: unknown[] = new Array(items.length);
  let compared = 0;
  for (let width = 1; width < items.length; width *= 2) {
    for (let start = 0; start < items.length; start += 2 * width) {
      const middle = Math.min(start + width, items.length);
      const end = Math.min(start + 2 * width, items.length);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        if (right === end || left === middle) {
          into[at] = from[right === end ? left++ : right++];
          continue;
        }
        if (++compared % COMPARISONS_AT_A_TIME === 0) await charge();
        into[at] = (await swaps(from[left], from[right])) ? from[right++] : from[left++];
      }
    }
    [from, into] = [into, from];
  }
  return from;
}

/** An object's members, each in an object of its own; of arrays, those of all their objects. */
function spread(value: unknown): unknown {
  if (Array.isArray(value)) {
    const members = (value as unknown[]).flatMap((item) => spread(item));
    return value.length === 0 ? Object.assign(members, { sequence: true }) : members;
  }
  if (typeof value === 'function') return value;
  if (typeof value !== 'object' || value === null || '_jsonata_lambda' in value) return value;
  const members = Object.entries(value).map(([key, member]) => ({ [key]: member as unknown }));
  return Object.assign(members, { sequence: true });
}
