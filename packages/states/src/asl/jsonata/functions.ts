import { canonicalText } from '../equal.ts';
import { hash, IntrinsicError } from '../intrinsics/functions.ts';
import { JavaRandom } from '../intrinsics/java-random.ts';
import type { Json } from '../json.ts';

/** What Step Functions says of expressions that cost too much. */
export const OUT_OF_MEMORY = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';
export const OUT_OF_STACK =
  'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';
export const OUT_OF_TIME = 'Expression evaluation timeout: Check for infinite loop';

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

/** More numbers than this are more than Step Functions has memory for. */
const MAX_RANGE = 400_000;

/** What Step Functions adds to JSONata, by name without `$`. */
export function hostFunctions(host: FunctionHost): Readonly<Record<string, HostFunction | undefined>> {
  return {
    partition,
    range,
    hash: (data, algorithm) => {
      if (data === undefined) return undefined;
      if (typeof algorithm !== 'string') throw new FunctionArgumentError('$hash takes the name of an algorithm');
      try {
        return hash(data, algorithm);
      } catch (error) {
        if (error instanceof IntrinsicError) {
          throw new FunctionArgumentError(`$hash does not know the algorithm '${algorithm}'`, { cause: error });
        }
        throw error;
      }
    },
    random: (seed) => (typeof seed === 'number' ? new JavaRandom(seed).nextDouble() : host.random()),
    uuid: () => host.newId(),
    parse: (text) => {
      if (text === undefined) return undefined;
      if (typeof text !== 'string') throw new FunctionArgumentError('$parse takes a string');
      try {
        return JSON.parse(text) as Json;
      } catch (error) {
        throw new FunctionArgumentError('$parse was given a string that is not JSON', { cause: error });
      }
    },
    // as if it had never been there; $parse reads JSON
    eval: undefined,
  };
}

function partition(items: Argument, size: Argument): Argument {
  if (items === undefined) return undefined;
  const list: readonly Json[] = Array.isArray(items) ? items : [items as Json];
  if (typeof size !== 'number' || size < 1) throw new FunctionArgumentError('$partition takes a positive size');
  const by = Math.trunc(size);
  const parts: Json[] = [];
  for (let i = 0; i < list.length; i += by) parts.push(list.slice(i, i + by));
  return parts;
}

/** Numbers are taken towards zero. */
function range(...args: Argument[]): Argument {
  if (args.length < 3 || args.includes(undefined)) return undefined;
  const [first = 0, last = 0, step = 0] = args.map((arg) => (typeof arg === 'number' ? Math.trunc(arg) : Number.NaN));
  if (Number.isNaN(first + last + step) || step === 0) {
    throw new FunctionArgumentError('$range takes a first and a last number, and a step other than zero');
  }
  if ((last - first) / step >= MAX_RANGE) throw new FunctionArgumentError(OUT_OF_MEMORY);
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
  if (Math.abs(width) > MAX_PADDED) throw new FunctionArgumentError(OUT_OF_MEMORY);
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
