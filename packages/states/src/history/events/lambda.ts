import type { ErrorDetails, EventBase } from './base.ts';

export interface LambdaFunctionScheduled extends EventBase {
  readonly type: 'LambdaFunctionScheduled';
  /** The function's ARN. */
  readonly resource: string;
  readonly input: string;
  readonly timeoutInSeconds?: number;
  readonly credentialsRoleArn?: string;
}

export interface LambdaFunctionStarted extends EventBase {
  readonly type: 'LambdaFunctionStarted';
}

export interface LambdaFunctionSucceeded extends EventBase {
  readonly type: 'LambdaFunctionSucceeded';
  readonly output: string;
}

export interface LambdaFunctionFailure extends EventBase, ErrorDetails {
  readonly type:
    | 'LambdaFunctionFailed'
    | 'LambdaFunctionTimedOut'
    | 'LambdaFunctionScheduleFailed'
    | 'LambdaFunctionStartFailed';
}

/** Events of a Task whose Resource is a function's ARN. */
export type LambdaEvent =
  | LambdaFunctionScheduled
  | LambdaFunctionStarted
  | LambdaFunctionSucceeded
  | LambdaFunctionFailure;
