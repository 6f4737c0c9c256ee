// What the reading of a path costs, all paths in its filters included.
import { runtimeFailure } from '../failure.ts';

/** Values looked at, and the like: more than any path has a use for, and a second's work. */
const WORK_MAX = 2_000_000;

let depth = 0;
let spent = 0;

/** Runs one reading; those within it count towards it. Throws what `spend` throws. */
export function counted<T>(read: () => T): T {
  if (depth === 0) spent = 0;
  depth += 1;
  try {
    return read();
  } finally {
    depth -= 1;
  }
}

/** @throws {StateFailure} where a path takes more work than there is sense in */
export function spend(work: number): void {
  spent += work;
  if (spent > WORK_MAX) throw runtimeFailure('A path selects too many values.');
}
