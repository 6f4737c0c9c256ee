import type { Checker } from './checker.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.ts';
import { compileExpression, isJsonata, type JsonataExpression } from './jsonata/expression.ts';
import { compileJsonataTemplate, type ExpressionProblem, type JsonataTemplate } from './jsonata/template.ts';
import { compilePath } from './jsonpath/compile.ts';
import type { CompiledPath } from './jsonpath/compiled-path.ts';
import { PathSyntaxError } from './jsonpath/parse.ts';
import { isReferencePath } from './jsonpath/syntax.ts';
import type { SourcePath } from './source.ts';
import { compileTemplate, type Template, type TemplateProblem } from './template.ts';

/** An object of the definition, read field by field; what is wrong goes to the checker and reads as missing. */
export class Fields {
  readonly path: SourcePath;
  readonly checker: Checker;
  private readonly object: JsonObject;

  constructor(checker: Checker, path: SourcePath, object: JsonObject) {
    this.checker = checker;
    this.path = path;
    this.object = object;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.object, name);
  }

  raw(name: string): Json | undefined {
    return this.has(name) ? this.object[name] : undefined;
  }

  at(...steps: SourcePath): SourcePath {
    return [...this.path, ...steps];
  }

  /** An object inside this one. */
  child(name: string, object: JsonObject): Fields {
    return new Fields(this.checker, this.at(name), object);
  }

  report(name: string, message: string): void {
    this.checker.report(this.at(name), message);
  }

  reportHere(message: string): void {
    this.checker.report(this.path, message);
  }

  /** Reports what is not among the names that may stand here; `explain` may know more of a name than that. */
  allow(names: readonly string[], explain: (name: string) => string | undefined = () => undefined): void {
    for (const name of Object.keys(this.object)) {
      if (!names.includes(name)) this.reportHere(explain(name) ?? `Field '${name}' is not supported`);
    }
  }

  require(names: readonly string[]): boolean {
    const missing = names.filter((name) => !this.has(name));
    if (missing.length > 0) this.reportHere(`These fields are required: [${missing.join(', ')}]`);
    return missing.length === 0;
  }

  /** Reports it where more than one of the names is there. */
  exclusive(names: readonly string[]): void {
    const present = names.filter((name) => this.has(name));
    if (present.length > 1) this.reportHere(`There should only be one of the following fields: [${names.join(', ')}]`);
  }

  /** Reports it where not just one of the names is there; gives the one. */
  onlyOne(names: readonly string[]): string | undefined {
    const present = names.filter((name) => this.has(name));
    if (present.length === 1) return present[0];
    if (present.length > 1) this.exclusive(names);
    else this.reportHere(`This object should have only one of the following fields: [${names.join(', ')}]`);
    return undefined;
  }

  string(name: string): string | undefined {
    return this.typed(name, 'String', (value) => (typeof value === 'string' ? value : undefined));
  }

  boolean(name: string): boolean | undefined {
    return this.typed(name, 'Boolean', (value) => (typeof value === 'boolean' ? value : undefined));
  }

  objectField(name: string): JsonObject | undefined {
    return this.typed(name, 'Object', (value) => (isJsonObject(value) ? value : undefined));
  }

  number(name: string, least: number, most: number): number | undefined {
    const value = this.typed(name, 'Float', (v) => (typeof v === 'number' ? v : undefined));
    return this.between(name, value, least, most, (limit) => (Number.isInteger(limit) ? `${limit}.0` : String(limit)));
  }

  integer(name: string, least: number, most: number): number | undefined {
    const value = this.typed(name, 'Integer', (v) => (Number.isInteger(v) ? (v as number) : undefined));
    return this.between(name, value, least, most, String);
  }

  private between(
    name: string,
    value: number | undefined,
    least: number,
    most: number,
    show: (limit: number) => string,
  ): number | undefined {
    if (value === undefined) return undefined;
    if (value >= least && value <= most) return value;
    this.report(name, value < least ? `Minimum value is ${show(least)}` : `Maximum value is ${show(most)}`);
    return undefined;
  }

  /** The objects of a list, each with its own path. */
  list(name: string): Fields[] | undefined {
    const value = this.typed(name, 'Array', (v) => (isJsonArray(v) ? v : undefined));
    return value?.flatMap((item, i) => {
      if (isJsonObject(item)) return [new Fields(this.checker, this.at(name, i), item)];
      this.checker.report(this.at(name, i), 'Expected value of type Object');
      return [];
    });
  }

  strings(name: string): string[] | undefined {
    const value = this.typed(name, 'Array', (v) =>
      isJsonArray(v) && v.every((item) => typeof item === 'string') ? v : undefined,
    );
    return value as string[] | undefined;
  }

  /** A JSONPath. */
  pathField(name: string): CompiledPath | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    try {
      return compilePath(text);
    } catch (error) {
      if (!(error instanceof PathSyntaxError)) throw error;
      this.report(name, `Value is not a valid JSONPath: ${error.message}`);
      return undefined;
    }
  }

  /** A path that means one value: from the data or a variable, but not from the context object unless that is said. */
  referencePath(name: string, context: 'with-context' | 'without-context'): CompiledPath | undefined {
    const text = this.raw(name);
    if (typeof text === 'string' && !text.startsWith('$')) {
      this.report(name, "Value is not a Reference Path: Reference path didn't start with '$'");
      return undefined;
    }
    const path = this.pathField(name);
    if (path === undefined || context === 'with-context' || path.syntax.root.kind !== 'context') return path;
    this.report(name, 'Value is not a Reference Path');
    return undefined;
  }

  /** A JSONPath, or null where the field says null. */
  nullablePath(name: string): CompiledPath | null | undefined {
    return this.raw(name) === null ? null : this.pathField(name);
  }

  /** A path that a value can be put at, or null. */
  nullableReferencePath(name: string): CompiledPath | null | undefined {
    const path = this.raw(name) === null ? null : this.referencePath(name, 'with-context');
    if (!path || isReferencePath(path.syntax)) return path;
    this.report(name, 'Value is not a Reference Path');
    return undefined;
  }

  /** A payload template of a JSONPath state. */
  template(name: string): Template | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const problems: TemplateProblem[] = [];
    const template = compileTemplate(value, problems);
    for (const { path, message } of problems) this.checker.report(this.at(name, ...path), message);
    return template;
  }

  /** A value of a JSONata state, expressions and all. */
  jsonata(name: string, offers: Offers = {}): JsonataTemplate | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const problems: ExpressionProblem[] = [];
    const place = { location: `${offers.within ?? ''}${name}`, offered: offeredBy(offers) };
    const template = compileJsonataTemplate(value, place, problems);
    for (const { path, message, code } of problems) this.checker.report(this.at(name, ...path), message, code);
    return template;
  }

  /** An expression where one stands, undefined where the field is missing or holds a plain value. */
  expression(name: string): JsonataExpression | undefined {
    const text = this.raw(name);
    if (typeof text !== 'string' || !isJsonata(text)) return undefined;
    const { expression, findings } = compileExpression(text, offeredBy({}));
    for (const { message, code } of findings) this.checker.report(this.at(name), message, code);
    return expression;
  }

  private typed<T>(name: string, what: string, convert: (value: Json) => T | undefined): T | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const converted = convert(value);
    if (converted === undefined) this.report(name, `Expected value of type ${what}`);
    return converted;
  }
}

/** What a field's expressions find in `$states` beside the input and the context object. */
export interface Offers {
  readonly member?: 'result' | 'errorOutput' | undefined;
  /** The entry of the state that the field is in, as errors tell it: `Choices[0]/`. */
  readonly within?: string;
}

function offeredBy({ member }: Offers): readonly string[] {
  return member === undefined ? ['input', 'context'] : ['input', 'context', member];
}
