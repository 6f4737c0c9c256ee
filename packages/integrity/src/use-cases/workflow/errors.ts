/** The incident that the workflow names is not stored: registration has not happened, or the execution is a stranger's. */
export class IncidentUnknown extends Error {
  override readonly name = 'IncidentUnknown';
  readonly code = 'incident-unknown';
  constructor(incidentId: string) {
    super(`There is no incident ${incidentId}.`);
  }
}

/** The exam that the workflow names is not stored. */
export class ExamUnknown extends Error {
  override readonly name = 'ExamUnknown';
  readonly code = 'exam-unknown';
  constructor(examId: string) {
    super(`There is no exam ${examId}.`);
  }
}

/** The incident is not where the workflow takes it to be; a person has to look. */
export class IncidentElsewhere extends Error {
  override readonly name = 'IncidentElsewhere';
  readonly code = 'incident-elsewhere';
  constructor(incidentId: string, step: string, status: string) {
    super(`${step} does not apply to the incident ${incidentId}, which is ${status}.`);
  }
}

/** An officer withdrew the incident before this step. The workflow catches it by its name. */
export class IncidentWithdrawn extends Error {
  override readonly name = 'IncidentWithdrawn';
  readonly code = 'incident-withdrawn';
  constructor(incidentId: string) {
    super(`The incident ${incidentId} was withdrawn.`);
  }
}

/** Every attempt that the incident allows has been used. The workflow catches it by its name. */
export class StudentExceededAllowableExamRetries extends Error {
  override readonly name = 'StudentExceededAllowableExamRetries';
  readonly code = 'attempts-used';
  constructor(incidentId: string, attemptsAllowed: number) {
    super(`The incident ${incidentId} allows ${attemptsAllowed} attempts, and all of them have been used.`);
  }
}

/** A later execution carries the incident; this one must not go on beside it. */
export class ExecutionSuperseded extends Error {
  override readonly name = 'ExecutionSuperseded';
  readonly code = 'execution-superseded';
  constructor(executionName: string, by: string) {
    super(`The execution ${executionName} has been replaced by ${by}.`);
  }
}
