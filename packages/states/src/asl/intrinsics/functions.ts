import { createHash } from 'node:crypto';
import { canonicalText, equalJson } from '../equal.ts';
import { isJsonArray, isJsonObject, type Json, type JsonArray } from '../json.ts';
import { findJsonProblem } from '../json-problem.ts';
import { MAX_NESTING, nestsTooDeep } from '../nesting.ts';
import type { Scope } from '../scope.ts';
import { CHARACTERS_OF_WORK, spend } from '../work.ts';
import { JavaRandom } from './java-random.ts';

/**
 * An intrinsic function was given what it cannot take. The caller adds which call it was, and says `Invalid arguments`
 * where there is no message: most functions say no more.
 */
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
    { arity: [1, Number.POSITIVE_INFINITY], apply: ([template, ...values]) => format(string(template), values) },
  ],
  ['States.StringToJson', { arity: [1, 1], apply: ([text]) => parseJson(string(text)) }],
  ['States.JsonToString', { arity: [1, 1], apply: ([value]) => jsonText(value as Json) }],
  ['States.Array', { arity: [0, Number.POSITIVE_INFINITY], apply: (values) => [...values] }],
  ['States.ArrayPartition', { arity: [2, 2], apply: ([items, size]) => partition(array(items), whole(size)) }],
  ['States.ArrayContains', { arity: [2, 2], apply: ([items, value]) => contains(array(items), value as Json) }],
  ['States.ArrayRange', { arity: [3, 3], apply: ([from, to, by]) => range(whole(from), whole(to), whole(by)) }],
  ['States.ArrayGetItem', { arity: [2, 2], apply: ([items, index]) => item(array(items), whole(index)) }],
  ['States.ArrayLength', { arity: [1, 1], apply: ([items]) => array(items).length }],
  ['States.ArrayUnique', { arity: [1, 1], apply: ([items]) => unique(array(items)) }],
  ['States.Base64Encode', { arity: [1, 1], apply: ([text]) => Buffer.from(short(text), 'utf8').toString('base64') }],
  ['States.Base64Decode', { arity: [1, 1], apply: ([text]) => Buffer.from(short(text), 'base64').toString('utf8') }],
  ['States.Hash', { arity: [2, 2], apply: ([data, algorithm]) => hash(data as Json, string(algorithm), MAX_TEXT) }],
  ['States.JsonMerge', { arity: [3, 3], apply: ([a, b, deep]) => merge(a, b, deep) }],
  ['States.MathRandom', { arity: [2, 3], apply: mathRandom }],
  ['States.MathAdd', { arity: [2, 2], apply: ([a, b]) => int32(rounded(a) + rounded(b)) }],
  ['States.StringSplit', { arity: [2, 2], apply: ([text, by]) => split(string(text), string(by)) }],
  ['States.UUID', { arity: [0, 0], apply: (_args, scope) => scope.newId() }],
]);

const PIECE = /\\([{}])|(\{\})|([{}])|[^\\{}]+|\\/g;

function format(template: string, values: readonly Json[]): string {
  let next = 0;
  let text = '';
  for (const [piece, escaped, place, brace] of template.matchAll(PIECE)) {
    if (brace !== undefined) {
      const other = brace === '{' ? '}' : '{';
      throw new IntrinsicError(`Invalid template in States.Format: matching '${other}' not found for '${brace}'.`);
    }
    if (place !== undefined && next >= values.length) throw new IntrinsicError();
    text += place === undefined ? (escaped ?? piece) : javaText(values[next++] as Json);
  }
  if (next < values.length) throw new IntrinsicError();
  spend(text.length / CHARACTERS_OF_WORK);
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

const UNSHOWN = '[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)';

function jsonText(value: Json): string {
  const text = JSON.stringify(value);
  spend(text.length / CHARACTERS_OF_WORK);
  return text;
}

/** No text at all is null. */
function parseJson(text: string): Json {
  spend(text.length / CHARACTERS_OF_WORK);
  if (text.trim() === '') return null;
  if (nestsTooDeep(text)) throw new IntrinsicError(`The JSON nests more than ${MAX_NESTING} deep`);
  try {
    return JSON.parse(text) as Json;
  } catch {
    const { message, offset } = findJsonProblem(text);
    const place = (at: number) => {
      const before = text.slice(0, at).split('\n');
      return `${UNSHOWN}; line: ${before.length}, column: ${(before.at(-1) as string).length + 1}]`;
    };
    throw new IntrinsicError(
      `Cannot convert String to Json in States.StringToJson, caused by: ${message(place)}\n at ${place(offset)}`,
    );
  }
}

function partition(items: JsonArray, size: number): Json {
  if (size < 1) throw new IntrinsicError();
  spend(items.length);
  const parts: Json[] = [];
  for (let i = 0; i < items.length; i += size) parts.push(items.slice(i, i + size));
  return parts;
}

function contains(items: JsonArray, value: Json): boolean {
  spend(items.length);
  if (typeof value === 'object') jsonText(items);
  return items.some((item) => equalJson(item, value));
}

function range(first: number, last: number, step: number): Json {
  if (step === 0 || (last - first) / step >= MAX_RANGE) throw new IntrinsicError();
  const values: number[] = [];
  for (let value = first; step > 0 ? value <= last : value >= last; value += step) values.push(value);
  return values;
}

/** An empty array has null everywhere; others have nothing beyond their ends. */
function item(items: JsonArray, index: number): Json {
  if (items.length === 0 && index >= 0) return null;
  const found = index >= 0 ? items[index] : undefined;
  if (found === undefined) throw new IntrinsicError();
  return found;
}

function unique(items: JsonArray): Json {
  const first = new Map<string, Json>();
  for (const value of items) {
    const text = canonicalText(value);
    spend(1 + text.length / CHARACTERS_OF_WORK);
    if (!first.has(text)) first.set(text, value);
  }
  return [...first.values()];
}

/**
 * What is hashed is the string itself, other values as JSON.
 * @throws {IntrinsicError} where the algorithm is none, or the text has more than `maxLength` characters
 */
export function hash(data: Json, algorithm: string, maxLength = Number.POSITIVE_INFINITY): string {
  const name = Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm] : undefined;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  if (name === undefined || text.length > maxLength) throw new IntrinsicError();
  return createHash(name).update(text, 'utf8').digest('hex');
}

/** Always shallow: a deep merge is refused. */
function merge(a: Json | undefined, b: Json | undefined, deep: Json | undefined): Json {
  if (!isJsonObject(a) || !isJsonObject(b) || deep === true) throw new IntrinsicError();
  const merged = { ...a, ...b };
  spend(Object.keys(merged).length);
  return merged;
}

function mathRandom(args: readonly Json[], scope: Scope): number {
  const from = whole(args[0]);
  const bound = int32(whole(args[1]) - from);
  if (bound < 1) throw new IntrinsicError();
  if (args.length < 3) return from + Math.floor(scope.random() * bound);
  return from + new JavaRandom(whole(args[2])).nextInt(bound);
}

/** Any character of `separators` separates; empty parts are dropped. */
function split(text: string, separators: string): Json {
  if (separators === '') return [text];
  const isSeparator = new Set(separators);
  spend((text.length + separators.length) / 8);
  const parts: string[] = [];
  let part = '';
  for (const c of text) {
    if (!isSeparator.has(c)) part += c;
    else if (part !== '') {
      parts.push(part);
      part = '';
    }
  }
  if (part !== '') parts.push(part);
  return parts;
}

/** To the nearest 32-bit integer, halves up. */
function rounded(value: Json | undefined): number {
  return int32(Math.round(number(value)) || 0);
}

/** Towards zero. */
function whole(value: Json | undefined): number {
  return Math.trunc(number(value)) || 0;
}

function int32(value: number): number {
  if (value < -0x8000_0000 || value > 0x7fff_ffff) throw new IntrinsicError();
  return value;
}

function short(value: Json | undefined): string {
  const text = string(value);
  if (text.length > MAX_TEXT) throw new IntrinsicError();
  return text;
}

function string(value: Json | undefined): string {
  if (typeof value !== 'string') throw new IntrinsicError();
  return value;
}

function number(value: Json | undefined): number {
  if (typeof value !== 'number') throw new IntrinsicError();
  return value;
}

function array(value: Json | undefined): JsonArray {
  if (!isJsonArray(value)) throw new IntrinsicError();
  return value;
}
