/**
 * A state cannot go on: what States.* errors are made of. Thrown by compiled expressions, caught where the state is
 * interpreted, which adds the state's name and the event that entered it to the cause.
 */
export class StateFailure extends Error {
  /** The error's name, as Retry and Catch see it. */
  readonly code: string;
  /** The field whose expression failed; a JSONata state records it in EvaluationFailed. */
  readonly location: string | undefined;

  constructor(code: string, message: string, location?: string) {
    super(message);
    this.code = code;
    this.location = location;
  }
}

/** A JSONPath state met data that its paths don't fit; always ends the execution. */
export function runtimeFailure(message: string): StateFailure {
  return new StateFailure('States.Runtime', message);
}

/** A JSONata expression failed, or gave what its field cannot take. */
export function evaluationFailure(message: string, location: string | undefined): StateFailure {
  return new StateFailure('States.QueryEvaluationError', message, location);
}
