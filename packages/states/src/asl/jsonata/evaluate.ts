import jsonata from 'jsonata';
import type { EvaluationAnswer, EvaluationRequest } from '../evaluation.ts';
import { isJsonArray, type Json } from '../json.ts';
import { costlyFunctions } from './costly-functions.ts';
import { messageOf } from './expression.ts';
import { boundedFunctions, hostFunctions, OUT_OF_MEMORY, OUT_OF_STACK } from './functions.ts';
import { defaultBudget, type EvaluationBudget, Meter } from './meter.ts';
import { LinearRegExp } from './regex.ts';

const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');
const MAX_CACHED = 10_000;

/**
 * Makes the function that answers the interpreter's evaluation requests, with the jsonata library. Never rejects: an
 * expression that fails, or costs too much, is an answer too.
 */
export function createEvaluator(
  budget: EvaluationBudget = defaultBudget,
): (request: EvaluationRequest) => Promise<EvaluationAnswer> {
  const cache = new Map<string, jsonata.Expression>();
  const options: jsonata.JsonataOptions = {
    RegexEngine: LinearRegExp as unknown as RegExpConstructor,
    sequence: budget.sequence,
  };
  // one base environment is one evaluation
  const meters = new WeakMap<object, Meter>();
  const meterOf = ({ base }: LibraryEnvironment): Meter => {
    let meter = meters.get(base);
    if (!meter) {
      meter = new Meter(budget);
      meters.set(base, meter);
    }
    return meter;
  };
  let functions: Promise<ReturnType<typeof costlyFunctions>> | undefined;
  const prepare = async (source: string): Promise<jsonata.Expression> => {
    const expression = jsonata(source, options);
    const comparisons = comparisonsOf(expression.ast());
    // the library calls these before and after each node
    const visit = (node: object, _input: unknown, environment: LibraryEnvironment): Promise<void> | undefined =>
      meterOf(environment).visit(environment.base.depth, comparisons.has(node));
    const take = (_node: object, _input: unknown, environment: LibraryEnvironment, value: unknown): void =>
      meterOf(environment).take(value);
    expression.assign(ENTRY as unknown as string, visit);
    expression.assign(EXIT as unknown as string, take);
    expression.registerFunction('now', now, '<s?s?:s>');
    functions ??= libraryFunction('toMillis').then((toMillis) =>
      costlyFunctions((focus, visits) => meterOf(focus.environment as never).charge(visits), toMillis),
    );
    for (const { name, implementation, signature } of [...boundedFunctions, ...(await functions)]) {
      expression.registerFunction(name, implementation, signature);
    }
    return expression;
  };
  return async (request) => {
    try {
      let expression = cache.get(request.source);
      if (expression === undefined) {
        expression = await prepare(request.source);
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

/** The library's environment: one for each block and function, all with the same base. */
interface LibraryEnvironment {
  readonly base: { readonly depth: number };
}

/** The expressions by which order-by compares. */
function comparisonsOf(ast: unknown): WeakSet<object> {
  const found = new WeakSet<object>();
  const seen = new WeakSet<object>();
  const nodes: unknown[] = [ast];
  for (let node = nodes.pop(); node !== undefined || nodes.length > 0; node = nodes.pop()) {
    if (typeof node !== 'object' || node === null || seen.has(node)) continue;
    seen.add(node);
    const { type, terms } = node as { readonly type?: unknown; readonly terms?: readonly { expression: object }[] };
    if (type === 'sort') for (const { expression } of terms ?? []) found.add(expression);
    nodes.push(...(Object.values(node) as unknown[]));
  }
  return found;
}

/** One of the library's own functions, before anything is put in its place. */
async function libraryFunction(name: string): Promise<(this: jsonata.Focus, ...args: unknown[]) => unknown> {
  const { implementation } = (await jsonata(`$${name}`).evaluate(undefined)) as {
    implementation(this: jsonata.Focus, ...args: unknown[]): unknown;
  };
  return implementation;
}

/** Costs that the library tells of in its own words. */
const COSTS: Readonly<Record<string, string>> = {
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
