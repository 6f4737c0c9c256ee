// What the wire answers when it refuses: AWS's error types, with its wording.

/** AWS's names of the errors that these operations answer. */
export type ApiErrorCode =
  | 'ActivityAlreadyExists'
  | 'ActivityDoesNotExist'
  | 'ActivityLimitExceeded'
  | 'ActivityWorkerLimitExceeded'
  | 'ConflictException'
  | 'ExecutionAlreadyExists'
  | 'ExecutionDoesNotExist'
  | 'ExecutionLimitExceeded'
  | 'ExecutionNotRedrivable'
  | 'InternalFailure'
  | 'InvalidArn'
  | 'InvalidDefinition'
  | 'InvalidExecutionInput'
  | 'InvalidLoggingConfiguration'
  | 'InvalidName'
  | 'InvalidOutput'
  | 'InvalidToken'
  | 'InvalidTracingConfiguration'
  | 'MissingRequiredParameter'
  | 'ResourceNotFound'
  | 'SerializationException'
  | 'ServiceQuotaExceededException'
  | 'ServiceUnavailable'
  | 'StateMachineAlreadyExists'
  | 'StateMachineDeleting'
  | 'StateMachineDoesNotExist'
  | 'StateMachineTypeNotSupported'
  | 'TaskDoesNotExist'
  | 'TaskTimedOut'
  | 'TooManyTags'
  | 'UnknownOperationException'
  | 'ValidationException';

/** A request was refused. `code` is the `__type` of the answer. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  /** The HTTP status: 400 for all that the caller can mend. */
  readonly status: number;
  /** Further members of the answer, such as ResourceNotFound's `resourceName`. */
  readonly members: Readonly<Record<string, string>>;

  constructor(
    code: ApiErrorCode,
    message: string,
    more: {
      readonly status?: number;
      readonly members?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? {} : { cause: more.cause });
    this.name = code;
    this.code = code;
    this.status = more.status ?? 400;
    this.members = more.members ?? {};
  }
}

export const invalidArn = (arn: string, reason = `Invalid ARN prefix: ${arn}`): ApiError =>
  new ApiError('InvalidArn', `Invalid Arn: '${reason}'`);
export const invalidName = (name: string): ApiError => new ApiError('InvalidName', `Invalid Name: '${name}'`);
export const noSuchStateMachine = (arn: string): ApiError =>
  new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
export const noSuchExecution = (arn: string): ApiError =>
  new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
export const noSuchResource = (arn: string): ApiError =>
  new ApiError('ResourceNotFound', `Resource not found: '${arn}'`, { members: { resourceName: arn } });
export const validation = (message: string): ApiError => new ApiError('ValidationException', message);
