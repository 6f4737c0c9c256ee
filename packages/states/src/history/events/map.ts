import type { ErrorDetails, EventBase } from './base.ts';

export interface MapStateStarted extends EventBase {
  readonly type: 'MapStateStarted';
  readonly length: number;
}

export interface MapStateEnded extends EventBase {
  readonly type: 'MapStateSucceeded' | 'MapStateFailed' | 'MapStateAborted';
}

export interface MapIteration extends EventBase {
  readonly type: 'MapIterationStarted' | 'MapIterationSucceeded' | 'MapIterationFailed' | 'MapIterationAborted';
  /** The Map state's name. */
  readonly name: string;
  readonly index: number;
}

export interface MapRunStarted extends EventBase {
  readonly type: 'MapRunStarted';
  readonly mapRunArn: string;
}

export interface MapRunSucceeded extends EventBase {
  readonly type: 'MapRunSucceeded' | 'MapRunAborted';
}

export interface MapRunFailed extends EventBase, ErrorDetails {
  readonly type: 'MapRunFailed';
}

export type MapEvent = MapStateStarted | MapStateEnded | MapIteration | MapRunStarted | MapRunSucceeded | MapRunFailed;
