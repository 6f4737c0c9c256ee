import type { Json } from '../asl/json.ts';

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

  static ofValue(value: Json): Payload {
    return new Payload(undefined, value);
  }

  get text(): string {
    this.known ??= JSON.stringify(this.parsed);
    return this.known;
  }

  get value(): Json {
    if (this.parsed === undefined) this.parsed = JSON.parse(this.known as string) as Json;
    return this.parsed;
  }
}

export const EMPTY_OBJECT = Payload.ofText('{}');
