import { PathParser } from '../jsonpath/parse.ts';
import type { PathSyntax } from '../jsonpath/syntax.ts';

/** One call of an intrinsic function, as written. */
export interface IntrinsicCall {
  readonly kind: 'call';
  readonly name: string;
  readonly arguments: readonly IntrinsicArgument[];
}

export type IntrinsicArgument =
  | IntrinsicCall
  | { readonly kind: 'path'; readonly source: string; readonly path: PathSyntax }
  | { readonly kind: 'literal'; readonly value: null | boolean | number | string };

/**
 * Reads `States.Format('{}', $.a)`.
 * @throws {PathSyntaxError}
 */
export function parseIntrinsic(text: string): IntrinsicCall {
  const parser = new IntrinsicParser(text);
  const call = parser.call();
  parser.end();
  return call;
}

/** As many calls may stand inside one another. */
const MAX_NESTED_CALLS = 10;

class IntrinsicParser extends PathParser {
  private nested = 0;

  call(): IntrinsicCall {
    if (++this.nested > MAX_NESTED_CALLS) this.fail(`functions nest at most ${MAX_NESTED_CALLS} deep`);
    this.blanks();
    const name = /^States\.[A-Za-z0-9]+/.exec(this.text.slice(this.at))?.[0];
    if (name === undefined) this.fail('a function is missing');
    this.at += name.length;
    this.expect('(');
    const args: IntrinsicArgument[] = [];
    this.blanks();
    if (!this.take(')')) {
      do args.push(this.argument());
      while (this.take(','));
      this.expect(')');
    }
    this.blanks();
    this.nested--;
    return { kind: 'call', name, arguments: args };
  }

  private argument(): IntrinsicArgument {
    this.blanks();
    const start = this.at;
    if (this.peek('$')) {
      const path = this.path();
      const source = this.text.slice(start, this.at);
      this.blanks();
      return { kind: 'path', source, path };
    }
    if (this.peek('States.')) return this.call();
    const value = this.constant();
    this.blanks();
    return { kind: 'literal', value };
  }

  private constant(): null | boolean | number | string {
    if (this.take("'")) return this.string();
    const match = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(this.text.slice(this.at));
    if (!match) this.fail('an argument is missing');
    this.at += match[0].length;
    return JSON.parse(match[0]) as null | boolean | number;
  }

  /** Escapes are `\'`, `\{`, `\}` and `\\`; the braces stay escaped for States.Format to tell them from its own. */
  private string(): string {
    let value = '';
    for (;;) {
      const c = this.text[this.at++];
      if (c === undefined) this.fail('a string is not closed');
      if (c === "'") return value;
      if (c !== '\\') {
        value += c;
        continue;
      }
      const escaped = this.text[this.at++];
      if (escaped === '{' || escaped === '}') value += `\\${escaped}`;
      else if (escaped === "'" || escaped === '\\') value += escaped;
      else this.fail('an escape is unknown');
    }
  }
}
