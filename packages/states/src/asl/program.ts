import type { Diagnostic } from './diagnostic.ts';
import type { State } from './state.ts';
import type { QueryLanguage, StateMap } from './state-base.ts';

/**
 * A definition, checked and compiled: a value that any number of executions share. It holds closures, so it is cached by
 * definition text and never stored.
 */
export interface Program extends StateMap<State> {
  readonly comment?: string;
  readonly version: string;
  readonly queryLanguage: QueryLanguage;
  readonly timeoutSeconds?: number;
}

/** `program` is there exactly when no diagnostic is an ERROR. */
export interface ParsedDefinition {
  readonly program?: Program;
  readonly diagnostics: readonly Diagnostic[];
}
