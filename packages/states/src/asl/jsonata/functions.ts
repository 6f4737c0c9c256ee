import { canonicalText } from '../equal.ts';
import { hash, IntrinsicError } from '../intrinsics/functions.ts';
import { seededRandom } from '../intrinsics/seeded-random.ts';
import type { Json } from '../json.ts';

/** A function of Step Functions' own was given what it cannot take. */
export class FunctionArgumentError extends Error {
  readonly code = 'FUNCTION_ARGUMENT';
}

export interface FunctionHost {
  random(): number;
  newId(): string;
}

type Argument = Json | undefined;
export type HostFunction = (...args: Argument[]) => Argument;

const MAX_RANGE = 1000;

/** What Step Functions adds to JSONata, by name without `$`. */
export function hostFunctions(host: FunctionHost): Readonly<Record<string, HostFunction>> {
  return {
    partition,
    range,
    hash: (data, algorithm) => {
      if (data === undefined) return undefined;
      if (typeof algorithm !== 'string') throw new FunctionArgumentError('$hash takes the name of an algorithm');
      try {
        return hash(data, algorithm);
      } catch (error) {
        if (error instanceof IntrinsicError) throw new FunctionArgumentError(error.message, { cause: error });
        throw error;
      }
    },
    random: (seed) => (typeof seed === 'number' ? seededRandom(seed) : host.random()),
    uuid: () => host.newId(),
    parse: (text) => {
      if (typeof text !== 'string') throw new FunctionArgumentError('$parse takes a string');
      try {
        return JSON.parse(text) as Json;
      } catch (error) {
        throw new FunctionArgumentError('$parse was given a string that is not JSON', { cause: error });
      }
    },
    eval: () => {
      throw new FunctionArgumentError('$eval is not supported; use $parse to read JSON');
    },
  };
}

function partition(items: Argument, size: Argument): Argument {
  if (items === undefined) return undefined;
  const list: readonly Json[] = Array.isArray(items) ? items : [items as Json];
  if (typeof size !== 'number' || Math.floor(size) < 1) {
    throw new FunctionArgumentError('$partition takes a positive size');
  }
  const by = Math.floor(size);
  const parts: Json[] = [];
  for (let i = 0; i < list.length; i += by) parts.push(list.slice(i, i + by));
  return parts;
}

function range(first: Argument, last: Argument, step: Argument): Argument {
  if (typeof first !== 'number' || typeof last !== 'number' || typeof step !== 'number' || step === 0) {
    throw new FunctionArgumentError('$range takes a first and a last number, and a step other than zero');
  }
  if ((last - first) / step >= MAX_RANGE) throw new FunctionArgumentError(`$range gives at most ${MAX_RANGE} numbers`);
  const values: Json[] = [];
  for (let i = 0, value = first; step > 0 ? value <= last : value >= last; value = first + ++i * step)
    values.push(value);
  // a sequence: JSONata shows one value bare
  return values.length === 1 ? values[0] : values;
}

const MAX_PADDED = 1_048_576;

interface BoundedFunction {
  readonly name: string;
  readonly signature: string;
  /** Its arguments have been held against the signature. */
  readonly implementation: (...args: unknown[]) => unknown;
}

/** Functions of JSONata whose own form in the library takes too much time or space on large arguments. */
export const boundedFunctions: readonly BoundedFunction[] = [
  { name: 'pad', signature: '<s-ns?:s>', implementation: pad },
  { name: 'distinct', signature: '<x:x>', implementation: distinct },
];

function pad(...args: unknown[]): string | undefined {
  const [text, width, filler] = args as [string | undefined, number, string | undefined];
  if (text === undefined) return undefined;
  if (Math.abs(width) > MAX_PADDED) throw new FunctionArgumentError(`$pad pads to at most ${MAX_PADDED} characters`);
  const missing = Math.abs(Math.trunc(width)) - [...text].length;
  if (missing <= 0) return text;
  const unit = [...(filler === undefined || filler === '' ? ' ' : filler)];
  let padding = '';
  for (let i = 0; i < missing; i++) padding += unit[i % unit.length];
  return width > 0 ? text + padding : padding + text;
}

/** Equal values once, in the order in which they come; a sequence stays one. */
function distinct(items: unknown): unknown {
  if (!Array.isArray(items) || items.length <= 1) return items;
  const first = new Map<string, Json>();
  for (const item of items as readonly Json[]) {
    const text = canonicalText(item);
    if (!first.has(text)) first.set(text, item);
  }
  const kept = [...first.values()];
  return (items as { sequence?: boolean }).sequence === true ? Object.assign(kept, { sequence: true }) : kept;
}
