// Checks what a request holds against what its action takes, with AWS's constraint messages.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../asl/json.ts';
import { ApiError, validation } from './errors.ts';

/** One member of a request. `read` gives its value or notes what is wrong with it. */
export interface Member<T> {
  readonly required: boolean;
  read(value: Json, at: string, problems: string[]): T | undefined;
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
  readonly min?: number;
  readonly max?: number;
  readonly maxBytes?: number;
}

export function text({ min = 0, max = Number.POSITIVE_INFINITY, maxBytes }: TextLimits = {}): MayBe<string> {
  return {
    required: false,
    read(value, at, problems) {
      if (typeof value !== 'string') throw mismatch(at, 'a string');
      if (value.length < 2 * min && lengthOf(value) < min) {
        problems.push(problem(value, at, `Member must have length greater than or equal to ${min}`));
      }
      const tooLong = value.length > max && lengthOf(value) > max;
      if (tooLong || (maxBytes !== undefined && value.length * 3 > maxBytes && Buffer.byteLength(value) > maxBytes)) {
        problems.push(problem(value, at, `Member must have length less than or equal to ${max}`));
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
      if (value < min) problems.push(problem(value, at, `Member must have value greater than or equal to ${min}`));
      if (value > max) problems.push(problem(value, at, `Member must have value less than or equal to ${max}`));
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
        problems.push(problem(value, at, `Member must satisfy enum value set: [${values.join(', ')}]`));
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
      if (value.length < min)
        problems.push(problem(value, at, `Member must have length greater than or equal to ${min}`));
      if (value.length > max) problems.push(problem(value, at, `Member must have length less than or equal to ${max}`));
      return value.map((element, index) => item.read(element, `${at}.${index + 1}.member`, problems) as T);
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
  const problems: string[] = [];
  const request = readMembers(members, body, '', problems);
  if (problems.length > 0) {
    const found = `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected: `;
    throw validation(found + problems.join('; '));
  }
  return request as Shaped<M>;
}

function readMembers(members: Members, from: JsonObject, prefix: string, problems: string[]): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  // Without making a list of entries for every request.
  for (const name in members) {
    const member = members[name] as Member<unknown>;
    const value = Object.hasOwn(from, name) ? from[name] : undefined;
    const at = prefix + name;
    if (value !== undefined && value !== null) read[name] = member.read(value, at, problems);
    else if (member.required)
      problems.push(`Value null at '${at}' failed to satisfy constraint: Member must not be null`);
  }
  return read;
}

function problem(value: Json, at: string, constraint: string): string {
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  return `Value '${shown}' at '${at}' failed to satisfy constraint: ${constraint}`;
}

function mismatch(at: string, wanted: string): ApiError {
  return new ApiError(
    'SerializationException',
    at === '' ? `The request must be ${wanted}` : `'${at}' must be ${wanted}`,
  );
}
