import type { ErrorDetails, EventBase } from './base.ts';

export interface ActivityScheduled extends EventBase {
  readonly type: 'ActivityScheduled';
  /** The activity's ARN. */
  readonly resource: string;
  readonly input: string;
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
}

export interface ActivityStarted extends EventBase {
  readonly type: 'ActivityStarted';
  readonly workerName?: string;
}

export interface ActivitySucceeded extends EventBase {
  readonly type: 'ActivitySucceeded';
  readonly output: string;
}

export interface ActivityFailure extends EventBase, ErrorDetails {
  readonly type: 'ActivityFailed' | 'ActivityTimedOut' | 'ActivityScheduleFailed';
}

export type ActivityEvent = ActivityScheduled | ActivityStarted | ActivitySucceeded | ActivityFailure;
