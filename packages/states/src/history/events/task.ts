import type { ErrorDetails, EventBase } from './base.ts';

/** `resourceType` and `resource` of `arn:aws:states:::lambda:invoke` are `lambda` and `invoke`. */
interface TaskEventBase extends EventBase {
  readonly resourceType: string;
  readonly resource: string;
}

export interface TaskScheduled extends TaskEventBase {
  readonly type: 'TaskScheduled';
  readonly region: string;
  readonly parameters: string;
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
  /** The role of the task's Credentials field. */
  readonly credentialsRoleArn?: string;
}

export interface TaskStarted extends TaskEventBase {
  readonly type: 'TaskStarted';
}

export interface TaskOutput extends TaskEventBase {
  readonly type: 'TaskSubmitted' | 'TaskSucceeded';
  readonly output: string;
}

export interface TaskFailure extends TaskEventBase, ErrorDetails {
  readonly type: 'TaskFailed' | 'TaskTimedOut' | 'TaskStartFailed' | 'TaskSubmitFailed';
}

export type TaskEvent = TaskScheduled | TaskStarted | TaskOutput | TaskFailure;

/** A Task state given up because a branch beside it failed. */
export interface TaskAborted extends EventBase {
  readonly type: 'TaskStateAborted' | 'WaitStateAborted';
}
