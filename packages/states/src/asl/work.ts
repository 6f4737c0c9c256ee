// What a state costs: the reading of paths, their filters, intrinsic functions.
import { runtimeFailure } from './failure.ts';

/** Values looked at, and the like: more than any state has a use for, and a second's work. */
const WORK_MAX = 2_000_000;

/** So many characters of a text are as much work as a value. */
export const CHARACTERS_OF_WORK = 64;

let inState = false;
let depth = 0;
let spent = 0;

/** From here to `endWork` all work is one state's. */
export function beginWork(): void {
  inState = true;
  spent = 0;
}

/** Gives the work since `beginWork`. */
export function endWork(): number {
  inState = false;
  return spent;
}

/** Runs the reading of a path; outside of a state it stands for itself, with what is read within it. Throws what `spend` throws. */
export function counted<T>(read: () => T): T {
  if (depth === 0 && !inState) spent = 0;
  depth += 1;
  try {
    return read();
  } finally {
    depth -= 1;
  }
}

/** @throws {StateFailure} where there is more work than there is sense in */
export function spend(work: number): void {
  spent += work;
  if (spent > WORK_MAX) throw runtimeFailure('The paths and functions of the state look at too many values.');
}
