// Checks what a request holds against what its action takes, with AWS's constraint messages.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../asl/json.ts';
import { ApiError, validation } from './errors.ts';

/** One member of a request. `read` gives its value or notes what is wrong with it. */
export interface Member<T> {
  readonly required: boolean;
  read(value: Json, at: string, problems: Problems): T | undefined;
}

export type Members = Readonly<Record<string, Member<unknown>>>;
type Required<M extends Members> = { [K in keyof M]: M[K] extends { required: true } ? K : never }[keyof M];
type ValueOf<F> = F extends Member<infer T> ? T : never;

/** The type of a request that has these members. */
export type Shaped<M extends Members> = { readonly [K in Required<M>]: ValueOf<M[K]> } & {
  readonly [K in Exclude<keyof M, Required<M>>]?: ValueOf<M[K]>;
};

type MustBe<T> = Member<T> & { readonly required: true };
type MayBe<T> = Member<T> & { readonly required: false };

export function required<T>(member: Member<T>): MustBe<T> {
  return { ...member, required: true };
}

export interface TextLimits {
  /** In characters. */
  readonly min?: number;
  readonly max?: number;
  /** In UTF-8. */
  readonly maxBytes?: number;
  /** What the caller sent is not shown in answers, as AWS's model of the API marks it. */
  readonly sensitive?: boolean;
}

export function text(limits: TextLimits = {}): MayBe<string> {
  const { min = 0, max = Number.POSITIVE_INFINITY, maxBytes = Number.POSITIVE_INFINITY, sensitive = false } = limits;
  return {
    required: false,
    read(value, at, problems) {
      if (typeof value !== 'string') throw mismatch(at, 'a string');
      const shown = sensitive ? undefined : value;
      if (value.length < 2 * min && lengthOf(value) < min) {
        problems.add(shown, at, `Member must have length greater than or equal to ${min}`);
      }
      if (value.length > max && lengthOf(value) > max) {
        problems.add(shown, at, `Member must have length less than or equal to ${max}`);
      }
      if (value.length * 3 > maxBytes && Buffer.byteLength(value) > maxBytes) {
        problems.add(shown, at, `Member must have size less than or equal to ${maxBytes} bytes in UTF-8 encoding`);
      }
      return value;
    },
  };
}

/** In characters, not code units. */
function lengthOf(value: string): number {
  return [...value].length;
}

export function integer(min: number, max: number): MayBe<number> {
  return {
    required: false,
    read(value, at, problems) {
      if (typeof value !== 'number' || !Number.isInteger(value)) throw mismatch(at, 'an integer');
      if (value < min) problems.add(value, at, `Member must have value greater than or equal to ${min}`);
      if (value > max) problems.add(value, at, `Member must have value less than or equal to ${max}`);
      return value;
    },
  };
}

export function flag(): MayBe<boolean> {
  return {
    required: false,
    read(value, at) {
      if (typeof value !== 'boolean') throw mismatch(at, 'a boolean');
      return value;
    },
  };
}

export function oneOf<const T extends string>(values: readonly T[]): MayBe<T> {
  return {
    required: false,
    read(value, at, problems) {
      if (typeof value !== 'string') throw mismatch(at, 'a string');
      const found = values.find((known) => known === value);
      if (found === undefined) {
        problems.add(value, at, `Member must satisfy enum value set: [${values.join(', ')}]`);
      }
      return found;
    },
  };
}

export function list<T>(item: Member<T>, { min = 0, max = Number.POSITIVE_INFINITY } = {}): MayBe<readonly T[]> {
  return {
    required: false,
    read(value, at, problems) {
      if (!isJsonArray(value)) throw mismatch(at, 'a list');
      // What others hold may be large, and nest deeply.
      const shown = value.length === 0 ? '[]' : undefined;
      if (value.length < min) problems.add(shown, at, `Member must have length greater than or equal to ${min}`);
      if (value.length > max) problems.add(shown, at, `Member must have length less than or equal to ${max}`);
      const read: T[] = [];
      for (let index = 0; index < value.length && !problems.areTooMany; index++) {
        read.push(item.read(value[index] as Json, `${at}.${index + 1}.member`, problems) as T);
      }
      return read;
    },
  };
}

export function structure<M extends Members>(members: M): MayBe<Shaped<M>> {
  return {
    required: false,
    read(value, at, problems) {
      if (!isJsonObject(value)) throw mismatch(at, 'a structure');
      return readMembers(members, value, `${at}.`, problems) as Shaped<M>;
    },
  };
}

/** Reads a whole request. Unknown members are ignored, as AWS does. Throws ApiError. */
export function readRequest<M extends Members>(members: M, body: Json): Shaped<M> {
  if (!isJsonObject(body)) throw mismatch('', 'a structure');
  const problems = new Problems();
  const request = readMembers(members, body, '', problems);
  if (problems.count > 0) throw validation(problems.text());
  return request as Shaped<M>;
}

function readMembers(members: Members, from: JsonObject, prefix: string, problems: Problems): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  // Without making a list of entries for every request.
  for (const name in members) {
    const member = members[name] as Member<unknown>;
    const value = Object.hasOwn(from, name) ? from[name] : undefined;
    const at = prefix + name;
    if (value !== undefined && value !== null) read[name] = member.read(value, at, problems);
    else if (member.required) problems.add(null, at, 'Member must not be null');
  }
  return read;
}

/** So much of a value is shown, and so many values: an answer must not outgrow its request. */
const SHOWN_MAX = 4096;
const PROBLEMS_SHOWN_MAX = 20;
/** So many are counted. */
const PROBLEMS_MAX = 1000;

/** What is wrong with a request. */
class Problems {
  count = 0;
  readonly #first: string[] = [];

  /** Nothing more needs to be looked at. */
  get areTooMany(): boolean {
    return this.count >= PROBLEMS_MAX;
  }

  /** `shown`: the value; null where there is none, undefined where it is not to be shown. */
  add(shown: string | number | null | undefined, at: string, constraint: string): void {
    this.count += 1;
    if (this.count > PROBLEMS_SHOWN_MAX) return;
    this.#first.push(`Value${shownValue(shown)} at '${at}' failed to satisfy constraint: ${constraint}`);
  }

  text(): string {
    const found = `${this.count} validation error${this.count > 1 ? 's' : ''} detected: `;
    return found + this.#first.join('; ') + (this.count > PROBLEMS_SHOWN_MAX ? '; ...' : '');
  }
}

function shownValue(value: string | number | null | undefined): string {
  if (value === undefined) return '';
  if (value === null) return ' null';
  const all = String(value);
  return ` '${all.length > SHOWN_MAX ? `${all.slice(0, SHOWN_MAX)}...` : all}'`;
}

function mismatch(at: string, wanted: string): ApiError {
  return new ApiError(
    'SerializationException',
    at === '' ? `The request must be ${wanted}` : `'${at}' must be ${wanted}`,
  );
}
