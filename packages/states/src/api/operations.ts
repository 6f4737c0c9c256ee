// The library's own door: operations as functions, with the members that AWS gives them.
import type { Engine } from '../runtime/engine.ts';
import type { Action, Answer, Caller } from './action.ts';
import { allActions } from './actions.ts';
import { readRequest } from './shape.ts';

type All = typeof allActions;

/** `states.operations.startExecution({ … })` and the others: AWS's checks and errors (ApiError), dates in seconds as on the wire. */
export type Operations = {
  readonly [K in keyof All]: (request: Parameters<All[K]['run']>[1]) => Promise<Awaited<ReturnType<All[K]['run']>>>;
};

export function operations(engine: Engine, caller: Caller): Operations {
  const context = { engine, caller };
  const operation =
    (action: Action) =>
    (request: object): Promise<Answer> => {
      try {
        return Promise.resolve(action.run(context, readRequest(action.input, request as never)));
      } catch (error) {
        return Promise.reject(error);
      }
    };
  return Object.fromEntries(
    Object.entries<Action>(allActions).map(([key, action]) => [key, operation(action)]),
  ) as unknown as Operations;
}
