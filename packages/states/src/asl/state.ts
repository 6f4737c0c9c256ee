import type { QueryLanguage } from './program.ts';

export type StateTypeName = 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';

/** What all states have. */
export interface StateBase {
  readonly type: StateTypeName;
  readonly name: string;
  readonly comment?: string;
  readonly queryLanguage: QueryLanguage;
}

/** Grows by one member per state type. */
export type State = StateBase;
