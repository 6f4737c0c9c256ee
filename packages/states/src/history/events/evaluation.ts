import type { ErrorDetails, EventBase } from './base.ts';

/** A JSONata expression of a state failed, or gave a value that its field cannot take. */
export interface EvaluationFailed extends EventBase, ErrorDetails {
  readonly type: 'EvaluationFailed';
  readonly state: string;
  /** The field, e.g. `Output/result`. */
  readonly location?: string;
}

export type EvaluationEvent = EvaluationFailed;
