import type { Checker } from './checker.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.ts';
import { compileExpression, isJsonata, type JsonataExpression, JsonataSyntaxError } from './jsonata/expression.ts';
import { compileJsonataTemplate, type JsonataTemplate } from './jsonata/template.ts';
import { compilePath } from './jsonpath/compile.ts';
import type { CompiledPath } from './jsonpath/compiled-path.ts';
import { PathSyntaxError } from './jsonpath/parse.ts';
import { isReferencePath } from './jsonpath/syntax.ts';
import type { SourcePath } from './source.ts';
import { compileTemplate, type Template } from './template.ts';

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

  /** Reports what is not among the names that may stand here. */
  allow(names: readonly string[]): void {
    for (const name of Object.keys(this.object)) {
      if (!names.includes(name)) this.reportHere(`Field '${name}' is not supported`);
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
    if (present.length > 1) this.reportHere(`Only one of these fields may be set: [${present.join(', ')}]`);
  }

  string(name: string): string | undefined {
    return this.typed(name, 'a string', (value) => (typeof value === 'string' ? value : undefined));
  }

  boolean(name: string): boolean | undefined {
    return this.typed(name, 'a boolean', (value) => (typeof value === 'boolean' ? value : undefined));
  }

  objectField(name: string): JsonObject | undefined {
    return this.typed(name, 'an object', (value) => (isJsonObject(value) ? value : undefined));
  }

  number(name: string, least: number, most: number): number | undefined {
    const value = this.typed(name, 'a number', (v) => (typeof v === 'number' ? v : undefined));
    if (value === undefined) return undefined;
    if (value < least || value > most) {
      this.report(name, `The value of '${name}' must be between ${least} and ${most}`);
      return undefined;
    }
    return value;
  }

  integer(name: string, least: number, most: number): number | undefined {
    const value = this.number(name, least, most);
    if (value === undefined || Number.isInteger(value)) return value;
    this.report(name, `The value of '${name}' must be an integer`);
    return undefined;
  }

  /** The objects of a list, each with its own path. */
  list(name: string): Fields[] | undefined {
    const value = this.typed(name, 'an array', (v) => (isJsonArray(v) ? v : undefined));
    return value?.flatMap((item, i) => {
      if (isJsonObject(item)) return [new Fields(this.checker, this.at(name, i), item)];
      this.checker.report(this.at(name, i), 'Expected an object');
      return [];
    });
  }

  strings(name: string): string[] | undefined {
    const value = this.typed(name, 'an array of strings', (v) =>
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

  /** A JSONPath, or null where the field says null. */
  nullablePath(name: string): CompiledPath | null | undefined {
    return this.raw(name) === null ? null : this.pathField(name);
  }

  /** A path that a value can be put at, or null. */
  nullableReferencePath(name: string): CompiledPath | null | undefined {
    const path = this.nullablePath(name);
    if (!path || isReferencePath(path.syntax)) return path;
    this.report(name, 'Value is not a Reference Path');
    return undefined;
  }

  /** A payload template of a JSONPath state. */
  template(name: string): Template | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const problems: { pointer: string; message: string }[] = [];
    const template = compileTemplate(value, problems);
    for (const { pointer, message } of problems) this.checker.report(this.at(name, ...steps(pointer)), message);
    return template;
  }

  /** A value of a JSONata state, expressions and all. */
  jsonata(name: string, value = this.raw(name)): JsonataTemplate | undefined {
    if (value === undefined) return undefined;
    const problems: { pointer: string; message: string }[] = [];
    const template = compileJsonataTemplate(value, name, problems);
    for (const { pointer, message } of problems) {
      this.checker.report(this.at(name, ...steps(pointer)), `Invalid JSONata expression: ${message}`);
    }
    return template;
  }

  /** An expression where one stands, undefined where the field is missing or holds a plain value. */
  expression(name: string): JsonataExpression | undefined {
    const text = this.raw(name);
    if (typeof text !== 'string' || !isJsonata(text)) return undefined;
    try {
      return compileExpression(text);
    } catch (error) {
      if (!(error instanceof JsonataSyntaxError)) throw error;
      this.report(name, `Invalid JSONata expression: ${error.message}`);
      return undefined;
    }
  }

  private typed<T>(name: string, what: string, convert: (value: Json) => T | undefined): T | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const converted = convert(value);
    if (converted === undefined) this.report(name, `Expected value of type ${what}`);
    return converted;
  }
}

function steps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
