import type { ErrorDetails, EventBase } from './base.ts';

export interface ExecutionStarted extends EventBase {
  readonly type: 'ExecutionStarted';
  /** JSON text, verbatim as the caller sent it. */
  readonly input: string;
  readonly roleArn: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
}

export interface ExecutionSucceeded extends EventBase {
  readonly type: 'ExecutionSucceeded';
  readonly output: string;
}

export interface ExecutionFailed extends EventBase, ErrorDetails {
  readonly type: 'ExecutionFailed';
}

export interface ExecutionTimedOut extends EventBase, ErrorDetails {
  readonly type: 'ExecutionTimedOut';
}

export interface ExecutionAborted extends EventBase, ErrorDetails {
  readonly type: 'ExecutionAborted';
}

export interface ExecutionRedriven extends EventBase {
  readonly type: 'ExecutionRedriven';
  readonly redriveCount: number;
}

export type ExecutionEvent =
  | ExecutionStarted
  | ExecutionSucceeded
  | ExecutionFailed
  | ExecutionTimedOut
  | ExecutionAborted
  | ExecutionRedriven;
