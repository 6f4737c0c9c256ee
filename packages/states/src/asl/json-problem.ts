/** Where a text stops being JSON, and why, in the words of the parser that Step Functions uses. */
export interface JsonProblem {
  /** Given how a place in the text is written. */
  message(place: (offset: number) => string): string;
  readonly offset: number;
}

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{L}\p{Nl}_$][\p{L}\p{Nl}\p{Nd}_$]*/uy;
const BLANK = /[ \t\r\n]*/y;

/** Finds what is wrong with a text that JSON.parse refuses. */
export function findJsonProblem(text: string): JsonProblem {
  try {
    new Scanner(text).document();
  } catch (error) {
    if (error instanceof Found) return error.problem;
    throw error;
  }
  return { offset: text.length, message: () => 'Unexpected end-of-input' };
}

class Found extends Error {
  readonly problem: JsonProblem;

  constructor(offset: number, message: (place: (offset: number) => string) => string) {
    super();
    this.problem = { offset, message };
  }
}

type Container = { readonly kind: 'Object' | 'Array'; readonly start: number };

/** Walks the text with a stack of its own: it may nest as deep as it likes. */
class Scanner {
  private readonly text: string;
  private readonly open: Container[] = [];
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): void {
    for (let opened = this.value(); opened || this.open.length > 0; ) opened = opened ? this.first() : this.next();
    this.blanks();
    if (this.at < this.text.length) this.oddValue();
  }

  /** A value, or the beginning of one that has others inside: then true. */
  private value(): boolean {
    this.blanks();
    const c = this.text[this.at];
    if (c === '{' || c === '[') {
      this.open.push({ kind: c === '{' ? 'Object' : 'Array', start: this.at });
      this.at++;
      return true;
    }
    if (c === '"') this.string(': was expecting closing quote for a string value');
    else if (c === undefined) this.end();
    else if (c === '-' || (c >= '0' && c <= '9')) this.number();
    else if (!this.take('true') && !this.take('false') && !this.take('null')) this.oddValue();
    return false;
  }

  /** What follows an opening bracket. */
  private first(): boolean {
    const { kind } = this.open.at(-1) as Container;
    this.blanks();
    if (this.text[this.at] === (kind === 'Object' ? '}' : ']')) return this.close();
    return kind === 'Object' ? this.member() : this.value();
  }

  /** What follows a value inside a container. */
  private next(): boolean {
    const { kind, start } = this.open.at(-1) as Container;
    this.blanks();
    const c = this.text[this.at];
    if (c === undefined) this.end();
    const marker = kind === 'Object' ? '}' : ']';
    if (c === marker) return this.close();
    if (c === '}' || c === ']') {
      throw new Found(this.at, (place) => {
        return `Unexpected close marker '${c}': expected '${marker}' (for ${kind} starting at ${place(start)})`;
      });
    }
    if (c !== ',') this.unexpected(`was expecting comma to separate ${kind} entries`);
    this.at++;
    return kind === 'Object' ? this.member() : this.value();
  }

  private member(): boolean {
    this.blanks();
    if (this.at >= this.text.length) this.end();
    if (this.text[this.at] !== '"') this.unexpected('was expecting double-quote to start field name');
    this.string(' in field name');
    this.blanks();
    if (this.at >= this.text.length) this.end();
    if (this.text[this.at] !== ':') this.unexpected('was expecting a colon to separate field name and value');
    this.at++;
    return this.value();
  }

  private close(): false {
    this.open.pop();
    this.at++;
    return false;
  }

  private string(atEnd: string): void {
    for (this.at++; ; this.at++) {
      const c = this.text[this.at];
      if (c === undefined) throw new Found(this.at, () => `Unexpected end-of-input${atEnd}`);
      if (c === '"') break;
      if (c < ' ') {
        const code = c.charCodeAt(0);
        throw new Found(this.at, () => {
          return `Illegal unquoted character ((CTRL-CHAR, code ${code})): has to be escaped using backslash to be included in string value`;
        });
      }
      if (c === '\\') this.escape(atEnd);
    }
    this.at++;
  }

  private escape(atEnd: string): void {
    const c = this.text[++this.at];
    if (c === undefined) throw new Found(this.at, () => `Unexpected end-of-input${atEnd}`);
    if (c !== 'u') {
      if ('"\\/bfnrt'.includes(c)) return;
      throw new Found(this.at, () => `Unrecognized character escape ${shown(c)}`);
    }
    for (let i = 0; i < 4; i++) {
      if (!/[0-9a-fA-F]/.test(this.text[++this.at] ?? '')) {
        this.unexpected('expected a hex-digit for character escape sequence');
      }
    }
  }

  private number(): void {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text)?.[0];
    if (found === undefined) {
      this.at++;
      this.unexpected('expected digit (0-9) to follow minus sign, for valid numeric value');
    }
    this.at += found.length;
    if (/[\w.$+-]/.test(this.text[this.at] ?? '')) {
      if (found.endsWith('0') && /^-?0$/.test(found) && /\d/.test(this.text[this.at] ?? '')) {
        throw new Found(this.at, () => 'Invalid numeric value: Leading zeroes not allowed');
      }
      this.unexpected('Expected space separating root-level values');
    }
  }

  private oddValue(): never {
    WORD.lastIndex = this.at;
    const word = WORD.exec(this.text)?.[0];
    if (word === undefined) return this.unexpected(`expected a valid value ${VALUES}`);
    throw new Found(this.at + word.length, () => `Unrecognized token '${word}': was expecting ${VALUES}`);
  }

  private end(): never {
    const container = this.open.at(-1);
    if (container === undefined) throw new Found(this.at, () => 'No content to map due to end-of-input');
    throw new Found(this.at, (place) => {
      return `Unexpected end-of-input: expected close marker for ${container.kind} (start marker at ${place(container.start)})`;
    });
  }

  private unexpected(expectation: string): never {
    if (this.at >= this.text.length) this.end();
    const c = String.fromCodePoint(this.text.codePointAt(this.at) as number);
    throw new Found(this.at, () => `Unexpected character (${shown(c)}): ${expectation}`);
  }

  private take(word: string): boolean {
    if (!this.text.startsWith(word, this.at) || /[\w$]/.test(this.text[this.at + word.length] ?? '')) return false;
    this.at += word.length;
    return true;
  }

  private blanks(): void {
    BLANK.lastIndex = this.at;
    this.at += BLANK.exec(this.text)?.[0].length ?? 0;
  }
}

function shown(c: string): string {
  return `'${c}' (code ${c.codePointAt(0)})`;
}
