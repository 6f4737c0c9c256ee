import type { Json } from '../asl/json.ts';
import type { Engine } from '../runtime/engine.ts';
import type { Members, Shaped } from './shape.ts';

/** Who asks: on AWS the signature says it. */
export interface Caller {
  readonly account: string;
}

export interface ActionContext {
  readonly engine: Engine;
  readonly caller: Caller;
  /** The caller's X-Amzn-Trace-Id. */
  readonly traceHeader?: string;
}

/** One operation: what it takes, and what it does. */
export interface Action<M extends Members = Members, A extends Answer = Answer> {
  readonly name: string;
  readonly input: M;
  /** Answers with the response's members; undefined ones are left out. Throws ApiError. */
  run(context: ActionContext, request: Shaped<M>): Promise<A> | A;
}

export type Answer = { readonly [member: string]: Json | Answer | readonly Answer[] | undefined };

/** Keeps the types of an action's input in its `run`. */
export function defineAction<M extends Members, A extends Answer>(action: Action<M, A>): Action<M, A> {
  return action;
}
