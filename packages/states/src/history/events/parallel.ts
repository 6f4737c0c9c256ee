import type { EventBase } from './base.ts';

export interface ParallelEvent extends EventBase {
  readonly type: 'ParallelStateStarted' | 'ParallelStateSucceeded' | 'ParallelStateFailed' | 'ParallelStateAborted';
}
