import type { Checker } from './checker.ts';
import type { Fields } from './fields.ts';

export type StateTypeName = 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';
export type QueryLanguage = 'JSONPath' | 'JSONata';

/** What all states have. */
export interface StateBase {
  readonly name: string;
  readonly queryLanguage: QueryLanguage;
}

/** States and where to begin: a whole machine, a Parallel's branch, a Map's processor. */
export interface StateMap<S> {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, S>;
}

/** What reading one state needs to know. */
export interface StateContext {
  readonly checker: Checker;
  readonly name: string;
  readonly queryLanguage: QueryLanguage;
  /** Reads the states inside a state (Branches, ItemProcessor). Its states may use what this state may use. */
  parseStateMap<S>(fields: Fields): StateMap<S> | undefined;
}

export type StateParser<S> = (fields: Fields, context: StateContext) => S | undefined;

const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const TRANSITION = ['Next', 'End'];

/** Checks which fields stand in a state. */
export function checkFields(
  fields: Fields,
  language: QueryLanguage,
  allowed: { readonly transition?: boolean; readonly JSONPath: readonly string[]; readonly JSONata: readonly string[] },
): void {
  fields.allow([...COMMON, ...(allowed.transition === true ? TRANSITION : []), ...allowed[language]]);
}

/** The state's Next; undefined where it ends its line of control. */
export function readTransition(fields: Fields): string | undefined {
  const next = fields.string('Next');
  const end = fields.boolean('End');
  if (next === undefined && end !== true && !fields.has('Next')) {
    fields.reportHere("One of the fields 'Next' or 'End' is required");
  }
  if (next !== undefined && end === true) fields.reportHere("Only one of the fields 'Next' and 'End' may be set");
  return end === true ? undefined : next;
}
