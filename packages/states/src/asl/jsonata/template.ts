import { FINDINGS_MAX } from '../diagnostic.ts';
import { isJsonArray, isJsonObject, type Json, setMember } from '../json.ts';
import type { SourcePath } from '../source.ts';
import { compileExpression, type ExpressionFinding, isJsonata, type JsonataExpression } from './expression.ts';

/** An expression in a template, and the field that it stands in (`Output/a`). */
export interface LocatedExpression {
  readonly expression: JsonataExpression;
  readonly location: string;
}

/** A value of a JSONata state that may hold expressions (Arguments, Output, Assign …), compiled. */
export interface JsonataTemplate {
  readonly expressions: readonly LocatedExpression[];
  /** True where every expression has a synchronous form. */
  readonly synchronous: boolean;
  /** The value, given that of each expression in turn. */
  build(values: readonly Json[]): Json;
}

/** What is wrong with an expression, and where, relative to the template. */
export interface ExpressionProblem extends ExpressionFinding {
  readonly path: SourcePath;
}

/** Where a template stands, and what its expressions find in `$states` there. */
export interface TemplatePlace {
  readonly location: string;
  readonly offered: readonly string[];
}

/** Compiles a template; problems are collected, not thrown, and then the template must not be used. */
export function compileJsonataTemplate(
  value: Json,
  place: TemplatePlace,
  problems: ExpressionProblem[],
): JsonataTemplate {
  const compiler = new TemplateCompiler(place.offered, problems);
  const compiled = compiler.compile(value, [], place.location);
  const { expressions } = compiler;
  return {
    expressions,
    synchronous: expressions.every(({ expression }) => expression.evaluate !== undefined),
    build: compiled ?? (() => value),
  };
}

type Build = (values: readonly Json[]) => Json;

class TemplateCompiler {
  readonly expressions: LocatedExpression[] = [];
  private readonly offered: readonly string[];
  private readonly problems: ExpressionProblem[];

  constructor(offered: readonly string[], problems: ExpressionProblem[]) {
    this.offered = offered;
    this.problems = problems;
  }

  /** Gives a closure, or undefined where the value holds no expression. */
  compile(value: Json, path: SourcePath, location: string): Build | undefined {
    if (typeof value === 'string') return this.text(value, path, location);
    if (isJsonArray(value)) {
      const items = value.map((item, i) => this.compile(item, [...path, i], `${location}[${i}]`));
      if (items.every((item) => item === undefined)) return undefined;
      return (values) => items.map((item, i) => (item ? item(values) : (value[i] as Json)));
    }
    if (!isJsonObject(value)) return undefined;
    const keys = Object.keys(value);
    const members = keys.map((key) => this.compile(value[key] as Json, [...path, key], `${location}/${key}`));
    if (members.every((member) => member === undefined)) return undefined;
    return (values) => {
      const object: Record<string, Json> = {};
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i] as string;
        const member = members[i];
        setMember(object, key, member ? member(values) : (value[key] as Json));
      }
      return object;
    };
  }

  private text(value: string, path: SourcePath, location: string): Build | undefined {
    if (!isJsonata(value) || this.problems.length >= FINDINGS_MAX) return undefined;
    const { expression, findings } = compileExpression(value, this.offered);
    for (const finding of findings) this.problems.push({ path, ...finding });
    if (expression === undefined) return undefined;
    const at = this.expressions.push({ expression, location }) - 1;
    return (values) => values[at] as Json;
  }
}
