import { createHash } from 'node:crypto';
import { canonicalText, equalJson } from '../equal.ts';
import { isJsonArray, isJsonObject, type Json, type JsonArray } from '../json.ts';
import type { Scope } from '../scope.ts';
import { seededRandom } from './seeded-random.ts';

/** An intrinsic function was given what it cannot take. The caller adds which call it was. */
export class IntrinsicError extends Error {
  readonly code = 'INTRINSIC';
}

export interface IntrinsicFunction {
  /** How many arguments it takes, at least and at most. */
  readonly arity: readonly [least: number, most: number];
  apply(args: readonly Json[], scope: Scope): Json;
}

const MAX_RANGE = 1000;
const MAX_TEXT = 10_000;
const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** All intrinsic functions of JSONPath states, by name. */
export const intrinsicFunctions: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  [
    'States.Format',
    { arity: [1, Number.POSITIVE_INFINITY], apply: ([template, ...values]) => format(template, values) },
  ],
  ['States.StringToJson', { arity: [1, 1], apply: ([text]) => parseJson(string(text, 'argument')) }],
  ['States.JsonToString', { arity: [1, 1], apply: ([value]) => JSON.stringify(value) }],
  ['States.Array', { arity: [0, Number.POSITIVE_INFINITY], apply: (values) => [...values] }],
  ['States.ArrayPartition', { arity: [2, 2], apply: ([items, size]) => partition(array(items), size) }],
  ['States.ArrayContains', { arity: [2, 2], apply: ([items, value]) => contains(array(items), value as Json) }],
  ['States.ArrayRange', { arity: [3, 3], apply: ([from, to, by]) => range(number(from), number(to), number(by)) }],
  ['States.ArrayGetItem', { arity: [2, 2], apply: ([items, index]) => item(array(items), number(index)) }],
  ['States.ArrayLength', { arity: [1, 1], apply: ([items]) => array(items).length }],
  ['States.ArrayUnique', { arity: [1, 1], apply: ([items]) => unique(array(items)) }],
  ['States.Base64Encode', { arity: [1, 1], apply: ([text]) => Buffer.from(short(text), 'utf8').toString('base64') }],
  ['States.Base64Decode', { arity: [1, 1], apply: ([text]) => decodeBase64(short(text)) }],
  ['States.Hash', { arity: [2, 2], apply: ([data, algorithm]) => hash(data as Json, string(algorithm, 'algorithm')) }],
  ['States.JsonMerge', { arity: [3, 3], apply: ([a, b, deep]) => merge(a, b, deep) }],
  ['States.MathRandom', { arity: [2, 3], apply: mathRandom }],
  ['States.MathAdd', { arity: [2, 2], apply: ([a, b]) => integer(integer(number(a)) + integer(number(b))) }],
  [
    'States.StringSplit',
    { arity: [2, 2], apply: ([text, by]) => split(string(text, 'text'), string(by, 'separator')) },
  ],
  ['States.UUID', { arity: [0, 0], apply: (_args, scope) => scope.newId() }],
]);

function format(template: Json | undefined, values: readonly Json[]): string {
  let next = 0;
  const text = string(template, 'template').replace(/\\([{}])|\{\}/g, (_match, brace: string | undefined) => {
    if (brace !== undefined) return brace;
    if (next >= values.length) throw new IntrinsicError('fewer arguments were given than the template has places');
    return javaText(values[next++] as Json);
  });
  if (next < values.length) throw new IntrinsicError('more arguments were given than the template has places');
  return text;
}

/** As Java shows a value: strings bare, objects `{a=1, b=[]}`. */
function javaText(value: Json): string {
  if (typeof value === 'string') return value;
  if (isJsonArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (!isJsonObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}=${javaText(member)}`)
    .join(', ')}}`;
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new IntrinsicError('the string is not JSON');
  }
}

function partition(items: JsonArray, size: Json | undefined): Json {
  const by = integer(number(size));
  if (by < 1) throw new IntrinsicError('the size of a part must be a positive integer');
  const parts: Json[] = [];
  for (let i = 0; i < items.length; i += by) parts.push(items.slice(i, i + by));
  return parts;
}

function contains(items: JsonArray, value: Json): boolean {
  return items.some((item) => equalJson(item, value));
}

function range(from: number, to: number, by: number): Json {
  const [first, last, step] = [integer(from), integer(to), integer(by)];
  if (step === 0) throw new IntrinsicError('the step must not be zero');
  if ((last - first) / step >= MAX_RANGE) throw new IntrinsicError(`a range has at most ${MAX_RANGE} items`);
  const values: number[] = [];
  for (let value = first; step > 0 ? value <= last : value >= last; value += step) values.push(value);
  return values;
}

function item(items: JsonArray, index: number): Json {
  const found = Number.isInteger(index) && index >= 0 ? items[index] : undefined;
  if (found === undefined) throw new IntrinsicError(`the array has no item ${index}`);
  return found;
}

function unique(items: JsonArray): Json {
  const first = new Map<string, Json>();
  for (const value of items) {
    const text = canonicalText(value);
    if (!first.has(text)) first.set(text, value);
  }
  return [...first.values()];
}

function decodeBase64(text: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new IntrinsicError('the text is not Base64');
  return Buffer.from(text, 'base64').toString('utf8');
}

/** What is hashed is the string itself, other values as JSON. */
export function hash(data: Json, algorithm: string): string {
  const name = HASHES[algorithm];
  if (name === undefined) throw new IntrinsicError(`the algorithm '${algorithm}' is none of ${Object.keys(HASHES)}`);
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return createHash(name).update(text, 'utf8').digest('hex');
}

function merge(a: Json | undefined, b: Json | undefined, deep: Json | undefined): Json {
  if (!isJsonObject(a) || !isJsonObject(b)) throw new IntrinsicError('only objects can be merged');
  if (deep !== false) throw new IntrinsicError('only the shallow merge is supported: the third argument must be false');
  return { ...a, ...b };
}

function mathRandom(args: readonly Json[], scope: Scope): number {
  const from = integer(number(args[0]));
  const to = integer(number(args[1]));
  if (to <= from) throw new IntrinsicError('the end must be greater than the start');
  const draw = args.length > 2 ? seededRandom(number(args[2])) : scope.random();
  return from + Math.floor(draw * (to - from));
}

/** Any character of `separators` separates; empty parts are dropped. */
function split(text: string, separators: string): Json {
  if (separators === '') return [text];
  const parts: string[] = [];
  let part = '';
  for (const c of text) {
    if (!separators.includes(c)) part += c;
    else if (part !== '') {
      parts.push(part);
      part = '';
    }
  }
  if (part !== '') parts.push(part);
  return parts;
}

/** To the nearest integer, halves up. */
function integer(value: number): number {
  return Math.round(value) || 0;
}

function short(value: Json | undefined): string {
  const text = string(value, 'argument');
  if (text.length > MAX_TEXT) throw new IntrinsicError(`the text has more than ${MAX_TEXT} characters`);
  return text;
}

function string(value: Json | undefined, what: string): string {
  if (typeof value !== 'string') throw new IntrinsicError(`the ${what} must be a string`);
  return value;
}

function number(value: Json | undefined): number {
  if (typeof value !== 'number') throw new IntrinsicError('the argument must be a number');
  return value;
}

function array(value: Json | undefined): JsonArray {
  if (!isJsonArray(value)) throw new IntrinsicError('the argument must be an array');
  return value;
}
