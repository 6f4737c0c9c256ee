/**
 * One finding about a definition, as ValidateStateMachineDefinition reports it.
 * `pointer` is a JSON pointer into the definition (`/States/Start/Next`), `line` and `column` count from 1.
 */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
}

/** The codes of ValidateStateMachineDefinition. */
export type DiagnosticCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_DESCRIPTION'
  | 'DUPLICATE_STATE_NAME'
  | 'NO_DOLLAR'
  | 'NO_PATH'
  | 'UNREACHABLE_STATE';
