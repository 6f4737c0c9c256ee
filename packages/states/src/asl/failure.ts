/**
 * A state cannot go on: what States.* errors are made of. Thrown by compiled expressions, caught where the state is
 * interpreted, which adds the state's name and the event that entered it to the cause.
 */
export class StateFailure extends Error {
  /** The error's name, as Retry and Catch see it. */
  readonly code: string;
  /** The field whose expression failed; a JSONata state records it in EvaluationFailed. */
  readonly location: string | undefined;
  /** The expression itself was fine, but the state cannot do what it says. */
  readonly inState: boolean;

  constructor(code: string, message: string, location?: string, inState = false) {
    super(message);
    this.code = code;
    this.location = location;
    this.inState = inState;
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

/** A JSONata state cannot do what an expression of it came to. */
export function unusableValue(message: string, location: string): StateFailure {
  return new StateFailure('States.QueryEvaluationError', message, location, true);
}
