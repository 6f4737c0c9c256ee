import { runtimeFailure } from '../asl/failure.ts';
import { isJsonArray, type Json, type JsonObject } from '../asl/json.ts';
import { MAX_NESTING, nestsTooDeep } from '../asl/nesting.ts';

/**
 * A state's data as text, as value, or both: whichever was there first, the other made when it is asked for. Text is kept
 * as it came, so that what passes through unchanged stays the same to the last blank.
 */
export class Payload {
  private known: string | undefined;
  private parsed: Json | undefined;

  private constructor(text: string | undefined, value: Json | undefined) {
    this.known = text;
    this.parsed = value;
  }

  static ofText(text: string): Payload {
    return new Payload(text, undefined);
  }

  /** Text with the value that it is; refused as `value` would be if it nests too deep. */
  static ofParsed(text: string, value: Json): Payload {
    return new Payload(text, nestsTooDeep(text) ? undefined : value);
  }

  static ofValue(value: Json): Payload {
    return new Payload(undefined, value);
  }

  /** True where the text is certain to have more characters than that; finds out without making it. */
  surelyLongerThan(length: number): boolean {
    return this.known === undefined ? leastLength(this.parsed as Json, length) > length : this.known.length > length;
  }

  get text(): string {
    this.known ??= JSON.stringify(this.parsed);
    return this.known;
  }

  get value(): Json {
    if (this.parsed === undefined) this.parsed = read(this.known as string);
    return this.parsed;
  }
}

function read(text: string): Json {
  if (nestsTooDeep(text)) throw runtimeFailure(`The data nests more than ${MAX_NESTING} deep.`);
  return JSON.parse(text) as Json;
}

/** At least so long is the value's text; stops counting beyond `enough`. */
function leastLength(value: Json, enough: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 1;
  let length = 1;
  if (isJsonArray(value)) {
    for (const item of value) {
      length += leastLength(item, enough) + 1;
      if (length > enough) return length;
    }
  } else {
    for (const key in value) {
      length += key.length + leastLength((value as JsonObject)[key] as Json, enough) + 4;
      if (length > enough) return length;
    }
  }
  return length;
}

export const EMPTY_OBJECT = Payload.ofText('{}');
