import type { State } from '../../asl/state.ts';
import type { Evaluating } from '../evaluation.ts';
import type { Line } from '../line.ts';
import type { Session } from '../session.ts';
import { choiceHandler } from './choice.ts';
import { failHandler } from './fail.ts';
import type { StateHandler } from './handler.ts';
import { mapHandler } from './map.ts';
import { parallelHandler } from './parallel.ts';
import { passHandler } from './pass.ts';
import { succeedHandler } from './succeed.ts';
import { taskHandler } from './task.ts';
import { waitHandler } from './wait.ts';

type Handlers = { readonly [T in State['type']]: StateHandler<Extract<State, { type: T }>> };

const handlers: Handlers = {
  Task: taskHandler,
  Pass: passHandler,
  Choice: choiceHandler,
  Wait: waitHandler,
  Succeed: succeedHandler,
  Fail: failHandler,
  Parallel: parallelHandler,
  Map: mapHandler,
};

/** Runs a state that was entered. What it throws as StateFailure is its caller's to deal with. */
export function* runState(session: Session, line: Line, state: State): Evaluating<void> {
  const handler = handlerOf(state);
  if (!handler.runNow?.(session, line, state)) yield* handler.run(session, line, state);
}

export function handlerOf<S extends State>(state: S): StateHandler<S> {
  return handlers[state.type] as unknown as StateHandler<S>;
}
