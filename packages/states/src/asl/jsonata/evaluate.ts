import jsonata from 'jsonata';
import type { EvaluationAnswer, EvaluationRequest } from '../evaluation.ts';
import { isJsonArray, type Json } from '../json.ts';
import { messageOf } from './expression.ts';
import { boundedFunctions, hostFunctions, OUT_OF_MEMORY, OUT_OF_STACK, OUT_OF_TIME } from './functions.ts';
import { LinearRegExp } from './regex.ts';

/** What one evaluation may cost before it is given up. */
export interface EvaluationBudget {
  /** Nodes of the syntax tree that may be visited. */
  readonly steps: number;
  /** How deep visits may nest. */
  readonly depth: number;
  /** How many values a sequence may have. */
  readonly sequence: number;
  /** How long it may take by the real clock; only what a single visit cannot finish in that time is not held to it. */
  readonly milliseconds: number;
  /** After so many visits other work gets its turn. */
  readonly slice: number;
}

export const defaultBudget: EvaluationBudget = {
  steps: 1_000_000,
  depth: 2_000,
  // as many as Step Functions takes
  sequence: 873_782,
  milliseconds: 10_000,
  slice: 2_000,
};

/** An expression went beyond its budget. */
class BudgetExceeded extends Error {
  readonly code = 'BUDGET_EXCEEDED';
}

const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const MAX_CACHED = 10_000;

/**
 * Makes the function that answers the interpreter's evaluation requests, with the jsonata library. Never rejects: an
 * expression that fails, or costs too much, is an answer too.
 */
export function createEvaluator(
  budget: EvaluationBudget = defaultBudget,
): (request: EvaluationRequest) => Promise<EvaluationAnswer> {
  const cache = new Map<string, jsonata.Expression>();
  const visited = new WeakMap<object, number>();
  const options: jsonata.JsonataOptions = {
    RegexEngine: LinearRegExp as unknown as RegExpConstructor,
    stack: budget.depth,
    sequence: budget.sequence,
    timeout: budget.milliseconds,
  };
  // the library calls this before each node; one base environment is one evaluation
  const guard = (
    _node: unknown,
    _input: unknown,
    environment: { readonly base: object },
  ): Promise<void> | undefined => {
    const steps = (visited.get(environment.base) ?? 0) + 1;
    visited.set(environment.base, steps);
    if (steps > budget.steps) throw new BudgetExceeded(OUT_OF_TIME);
    return steps % budget.slice === 0 ? nextTurn() : undefined;
  };
  return async (request) => {
    try {
      let expression = cache.get(request.source);
      if (expression === undefined) {
        expression = jsonata(request.source, options);
        expression.assign(ENTRY as unknown as string, guard);
        expression.registerFunction('now', now, '<s?s?:s>');
        for (const { name, implementation, signature } of boundedFunctions) {
          expression.registerFunction(name, implementation, signature);
        }
        if (cache.size >= MAX_CACHED) cache.clear();
        cache.set(request.source, expression);
      }
      const value: unknown = await expression.evaluate(undefined, bindings(request));
      if (value === undefined) return { ok: true };
      return { ok: true, value: toJson(value) };
    } catch (error) {
      return { ok: false, message: reasonOf(error) };
    }
  };
}

/** Costs that the library tells of in its own words. */
const COSTS: Readonly<Record<string, string>> = {
  D1011: OUT_OF_STACK,
  D1012: OUT_OF_TIME,
  D2014: OUT_OF_MEMORY,
  D2015: OUT_OF_MEMORY,
};

function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return OUT_OF_STACK;
  const { code } = error as { readonly code?: unknown };
  return (typeof code === 'string' ? COSTS[code] : undefined) ?? messageOf(error);
}

function bindings(request: EvaluationRequest): Record<string, unknown> {
  return {
    ...hostFunctions(request),
    millis: () => request.nowMs,
    ...request.bindings,
  };
}

/** `$now`, by the workflow's clock, which `$millis` of the same evaluation has. */
function now(this: jsonata.Focus, picture?: string, zone?: string): string {
  const clock = this.environment.lookup('millis') as () => number;
  const format = this.environment.lookup('fromMillis') as {
    implementation(this: jsonata.Focus, ms: number, picture?: string, zone?: string): string;
  };
  return format.implementation.call(this, clock(), picture, zone);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A copy without the library's marks on arrays; functions and the like are no values of a workflow. */
function toJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'object' && isJsonArray(value as Json)) {
    const array: Json[] = [];
    for (const item of value as readonly unknown[]) array.push(item === undefined ? null : toJson(item));
    return array;
  }
  if (typeof value === 'object' && !('_jsonata_lambda' in value) && !('_jsonata_function' in value)) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(entries.map(([key, member]) => [key, toJson(member)]));
  }
  throw new NotJson(`the value is a ${typeof value === 'object' ? 'function' : typeof value}, which has no JSON`);
}

class NotJson extends Error {
  readonly code = 'NOT_JSON';
}
