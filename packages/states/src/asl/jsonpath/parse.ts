import type { CompareOperator, Filter, Operand, PathSyntax, Root, Step } from './syntax.ts';

/** The text is no JSONPath that Step Functions takes. */
export class PathSyntaxError extends Error {
  readonly code = 'PATH_SYNTAX';
}

/**
 * Reads a path: `$.a[0]`, `$$.Execution.Id`, `$variable.a`.
 * @throws {PathSyntaxError}
 */
export function parsePath(text: string): PathSyntax {
  const parser = new PathParser(text);
  const path = parser.path();
  parser.end();
  return path;
}

const MAX_NESTED_FILTERS = 100;
/** Of all filters of a path together. */
const MAX_CONDITIONS = 1000;
const NAME = /[^\s.[\](),'"?@=!<>&|*:+]/u;
const IDENTIFIER_START = /[\p{ID_Start}_]/u;
const IDENTIFIER = /[\p{ID_Continue}]/u;

/** Reads paths inside other text too (intrinsic functions), so it knows where it stands. */
export class PathParser {
  readonly text: string;
  at: number;
  private nestedFilters = 0;
  private conditions = 0;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  path(): PathSyntax {
    return { root: this.root(), steps: this.steps() };
  }

  end(): void {
    if (this.at < this.text.length) this.fail(`unexpected '${this.text[this.at]}'`);
  }

  fail(reason: string): never {
    throw new PathSyntaxError(`${reason} at position ${this.at}`);
  }

  private root(): Root {
    this.expect('$');
    if (this.take('$')) return { kind: 'context' };
    const name = this.identifier();
    return name === '' ? { kind: 'data' } : { kind: 'variable', name };
  }

  private identifier(): string {
    const start = this.at;
    if (!IDENTIFIER_START.test(this.text[this.at] ?? '')) return '';
    while (IDENTIFIER.test(this.text[this.at] ?? '')) this.at++;
    return this.text.slice(start, this.at);
  }

  private steps(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      if (this.take('..')) {
        steps.push({ kind: 'descend' });
        if (this.peek('[')) steps.push(this.bracket());
        else steps.push(this.dotted());
      } else if (this.take('.')) {
        steps.push(this.dotted());
      } else if (this.peek('[')) {
        steps.push(this.bracket());
      } else {
        return steps;
      }
    }
  }

  private dotted(): Step {
    if (this.take('*')) return { kind: 'wildcard' };
    const start = this.at;
    while (this.at < this.text.length && NAME.test(this.text[this.at] ?? '')) this.at++;
    if (this.at === start) this.fail('a name is missing');
    const name = this.text.slice(start, this.at);
    if (this.peek('(')) {
      if (name !== 'length') this.fail(`the function '${name}' is not supported`);
      this.expect('(');
      this.blanks();
      this.expect(')');
      return { kind: 'length' };
    }
    return { kind: 'member', name };
  }

  private bracket(): Step {
    this.expect('[');
    this.blanks();
    if (this.take('*')) {
      this.close();
      return { kind: 'wildcard' };
    }
    if (this.take('?')) {
      this.blanks();
      this.expect('(');
      const filter = this.or();
      this.blanks();
      this.expect(')');
      this.close();
      return { kind: 'filter', filter };
    }
    const next = this.text[this.at];
    if (next === "'" || next === '"') return this.names();
    return this.numbers();
  }

  private names(): Step {
    const names = [this.quoted()];
    this.blanks();
    while (this.take(',')) {
      this.blanks();
      names.push(this.quoted());
      this.blanks();
    }
    this.expect(']');
    const [name] = names;
    return names.length === 1 && name !== undefined ? { kind: 'member', name } : { kind: 'members', names };
  }

  private numbers(): Step {
    const first = this.integer();
    this.blanks();
    if (this.take(':')) {
      this.blanks();
      const to = this.integer();
      this.blanks();
      let by: number | undefined;
      if (this.take(':')) {
        this.blanks();
        by = this.integer();
      }
      this.close();
      return {
        kind: 'slice',
        ...(first === undefined ? {} : { from: first }),
        ...(to === undefined ? {} : { to }),
        ...(by === undefined ? {} : { by }),
      };
    }
    if (first === undefined) this.fail('an index is missing');
    const indices = [first];
    while (this.take(',')) {
      this.blanks();
      indices.push(this.integer() ?? this.fail('an index is missing'));
      this.blanks();
    }
    this.expect(']');
    return indices.length === 1 ? { kind: 'index', index: first } : { kind: 'indices', indices };
  }

  private close(): void {
    this.blanks();
    this.expect(']');
  }

  private integer(): number | undefined {
    const match = /^-?\d{1,15}/.exec(this.text.slice(this.at, this.at + 17));
    if (!match) return undefined;
    this.at += match[0].length;
    return Number(match[0]);
  }

  private or(): Filter {
    this.deeper();
    let left = this.and();
    for (;;) {
      this.blanks();
      if (!this.take('||')) {
        this.nestedFilters--;
        return left;
      }
      left = { kind: 'or', left, right: this.and() };
    }
  }

  private and(): Filter {
    let left = this.unary();
    for (;;) {
      this.blanks();
      if (!this.take('&&')) return left;
      left = { kind: 'and', left, right: this.unary() };
    }
  }

  private unary(): Filter {
    this.blanks();
    if (this.peek('!') && !this.peek('!=')) {
      this.take('!');
      this.deeper();
      const filter = this.unary();
      this.nestedFilters--;
      return { kind: 'not', filter };
    }
    if (this.take('(')) {
      const filter = this.or();
      this.blanks();
      this.expect(')');
      return filter;
    }
    return this.comparison();
  }

  private deeper(): void {
    if (++this.nestedFilters > MAX_NESTED_FILTERS) this.fail('a filter nests too deeply');
  }

  private comparison(): Filter {
    if (++this.conditions > MAX_CONDITIONS) this.fail('a path has too many conditions');
    const left = this.operand();
    this.blanks();
    const operator = this.operator();
    if (operator === undefined) {
      if (left.kind !== 'path') this.fail('a comparison is missing');
      return { kind: 'exists', path: left.path };
    }
    this.blanks();
    return { kind: 'compare', operator, left, right: this.operand() };
  }

  private operator(): CompareOperator | undefined {
    for (const operator of ['==', '!=', '<=', '>=', '=~', '<', '>'] as const) if (this.take(operator)) return operator;
    for (const word of ['nin', 'in'] as const) {
      if (this.peek(word) && /[\s[]/.test(this.text[this.at + word.length] ?? '')) {
        this.at += word.length;
        return word;
      }
    }
    return undefined;
  }

  private operand(): Operand {
    this.blanks();
    const next = this.text[this.at];
    if (next === '@') {
      this.at++;
      return { kind: 'path', path: { root: { kind: 'item' }, steps: this.steps() } };
    }
    if (next === '$') return { kind: 'path', path: this.path() };
    if (next === '/') return this.regex();
    if (next === '[') return this.list();
    return { kind: 'literal', value: this.literal() };
  }

  private literal(): null | boolean | number | string {
    const next = this.text[this.at];
    if (next === "'" || next === '"') return this.quoted();
    const match = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(this.text.slice(this.at));
    if (!match) this.fail('a value is missing');
    this.at += match[0].length;
    return JSON.parse(match[0]) as null | boolean | number;
  }

  private list(): Operand {
    this.expect('[');
    const values: (null | boolean | number | string)[] = [];
    this.blanks();
    if (this.take(']')) return { kind: 'list', values };
    do {
      this.blanks();
      values.push(this.literal());
      this.blanks();
    } while (this.take(','));
    this.expect(']');
    return { kind: 'list', values };
  }

  private regex(): Operand {
    this.expect('/');
    let source = '';
    for (;;) {
      const c = this.text[this.at];
      if (c === undefined) this.fail('a regular expression is not closed');
      this.at++;
      if (c === '/') break;
      source += c === '\\' && this.text[this.at] === '/' ? '' : c;
      if (c === '\\') source += this.text[this.at++] ?? '';
    }
    const flags = /^[a-z]*/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.at += flags.length;
    return { kind: 'regex', source, flags };
  }

  private quoted(): string {
    const quote = this.text[this.at];
    if (quote !== "'" && quote !== '"') this.fail('a quoted name is missing');
    this.at++;
    let value = '';
    for (;;) {
      const c = this.text[this.at++];
      if (c === undefined) this.fail('a quote is not closed');
      if (c === quote) return value;
      value += c === '\\' ? (this.text[this.at++] ?? '') : c;
    }
  }

  protected blanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++;
  }

  protected peek(token: string): boolean {
    return this.text.startsWith(token, this.at);
  }

  protected take(token: string): boolean {
    if (!this.peek(token)) return false;
    this.at += token.length;
    return true;
  }

  protected expect(token: string): void {
    if (!this.take(token)) this.fail(`'${token}' is missing`);
  }
}
