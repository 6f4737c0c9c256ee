/** One finding about a definition, as ValidateStateMachineDefinition reports it. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Where, as AWS writes it (`/States/A/Choices[0]/Next`); missing where the finding is about the whole. */
  readonly location?: string;
  /** The same as a JSON pointer (`/States/A/Choices/0/Next`); empty for the whole. */
  readonly pointer: string;
  /** Line and column in the definition's text, from 1. */
  readonly line: number;
  readonly column: number;
}

/** The codes of ValidateStateMachineDefinition, and of warnings that are ours. */
export type DiagnosticCode =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE'
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_STATE_NAME'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION'
  /** A `.waitForTaskToken` task that hands its token to nobody would wait for ever. */
  | 'TASK_TOKEN_NOT_PASSED';

/** With so many errors, or so many warnings, nobody wants to know of more. */
export const FINDINGS_MAX = 1000;
