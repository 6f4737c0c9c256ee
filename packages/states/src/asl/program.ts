import type { Diagnostic } from './diagnostic.ts';
import type { State } from './state.ts';

/**
 * A definition, checked and compiled: a value that any number of executions share. It holds closures, so it is cached by
 * definition text and never stored.
 */
export interface Program extends StateMap {
  readonly comment?: string;
  readonly version: string;
  readonly queryLanguage: QueryLanguage;
  readonly timeoutSeconds?: number;
}

export type QueryLanguage = 'JSONPath' | 'JSONata';

/** States and where to begin: a whole machine, a Parallel's branch, a Map's processor. */
export interface StateMap {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** `program` is there exactly when no diagnostic is an ERROR. */
export interface ParsedDefinition {
  readonly program?: Program;
  readonly diagnostics: readonly Diagnostic[];
}
