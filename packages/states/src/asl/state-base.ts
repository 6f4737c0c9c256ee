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
  allowIn(fields, language, [...COMMON, ...(allowed.transition === true ? TRANSITION : [])], allowed);
}

/** Checks which fields stand in a state or an entry of one: those of either language, and those of its own. */
export function allowIn(
  fields: Fields,
  language: QueryLanguage,
  common: readonly string[],
  allowed: Readonly<Record<QueryLanguage, readonly string[]>>,
): void {
  const other = language === 'JSONata' ? 'JSONPath' : 'JSONata';
  fields.allow([...common, ...allowed[language]], (name) => {
    if (!allowed[other].includes(name)) return undefined;
    return `The QueryLanguage is set to '${language}', but field '${name}' is only supported for the '${other}' QueryLanguage`;
  });
}

/** The state's Next; undefined where it ends its line of control. */
export function readTransition(fields: Fields): string | undefined {
  const next = fields.string('Next');
  const end = fields.boolean('End');
  if (next === undefined && end === false && !fields.has('Next')) {
    fields.reportHere('This object should have only one of the following fields: [Next, End]');
  } else if (end !== false) fields.onlyOne(['Next', 'End']);
  return end === true ? undefined : next;
}
