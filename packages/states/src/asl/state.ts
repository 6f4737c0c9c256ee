import type { ChoiceState } from './states/choice.ts';
import type { FailState } from './states/fail.ts';
import type { MapState } from './states/map.ts';
import type { ParallelState } from './states/parallel.ts';
import type { PassState } from './states/pass.ts';
import type { SucceedState } from './states/succeed.ts';
import type { TaskState } from './states/task.ts';
import type { WaitState } from './states/wait.ts';

/** A checked state. One more state type is one more member here; what doesn't handle it stops compiling. */
export type State =
  | ChoiceState
  | FailState
  | MapState<State>
  | ParallelState<State>
  | PassState
  | SucceedState
  | TaskState
  | WaitState;
