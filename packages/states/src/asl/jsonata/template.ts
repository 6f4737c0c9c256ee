import { isJsonArray, isJsonObject, type Json, setMember } from '../json.ts';
import { compileExpression, isJsonata, type JsonataExpression, JsonataSyntaxError } from './expression.ts';

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

/** An expression that is none: where (a JSON pointer relative to the template) and why. */
export interface ExpressionProblem {
  readonly pointer: string;
  readonly message: string;
}

/** Compiles a template; problems are collected, not thrown, and then the template must not be used. */
export function compileJsonataTemplate(value: Json, location: string, problems: ExpressionProblem[]): JsonataTemplate {
  const expressions: LocatedExpression[] = [];
  const compiled = compileValue(value, '', location, expressions, problems);
  return {
    expressions,
    synchronous: expressions.every(({ expression }) => expression.evaluate !== undefined),
    build: compiled ?? (() => value),
  };
}

type Build = (values: readonly Json[]) => Json;

function compileValue(
  value: Json,
  pointer: string,
  location: string,
  expressions: LocatedExpression[],
  problems: ExpressionProblem[],
): Build | undefined {
  if (typeof value === 'string') {
    if (!isJsonata(value)) return undefined;
    try {
      const at = expressions.push({ expression: compileExpression(value), location }) - 1;
      return (values) => values[at] as Json;
    } catch (error) {
      if (!(error instanceof JsonataSyntaxError)) throw error;
      problems.push({ pointer, message: error.message });
      return undefined;
    }
  }
  if (isJsonArray(value)) {
    const items = value.map((item, i) =>
      compileValue(item, `${pointer}/${i}`, `${location}[${i}]`, expressions, problems),
    );
    if (items.every((item) => item === undefined)) return undefined;
    return (values) => items.map((item, i) => (item ? item(values) : (value[i] as Json)));
  }
  if (!isJsonObject(value)) return undefined;
  const keys = Object.keys(value);
  const members = keys.map((key) =>
    compileValue(
      value[key] as Json,
      `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      `${location}/${key}`,
      expressions,
      problems,
    ),
  );
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
