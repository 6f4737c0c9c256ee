import { runtimeFailure } from './failure.ts';
import { compileIntrinsic } from './intrinsics/compile.ts';
import { isJsonArray, isJsonObject, type Json, setMember } from './json.ts';
import { compilePath } from './jsonpath/compile.ts';
import type { CompiledPath } from './jsonpath/compiled-path.ts';
import { PathSyntaxError } from './jsonpath/parse.ts';
import type { Scope } from './scope.ts';
import type { SourcePath } from './source.ts';

/** A payload template of a JSONPath state (Parameters, ResultSelector, Assign …), compiled. */
export interface Template {
  /** @throws {StateFailure} */
  build(scope: Scope): Json;
}

/** Where a template has something wrong: the object whose field it is, relative to the template. */
export interface TemplateProblem {
  readonly path: SourcePath;
  readonly message: string;
}

type Build = (scope: Scope) => Json;

/** Compiles a template; problems are collected, not thrown, and then the template must not be used. */
export function compileTemplate(value: Json, problems: TemplateProblem[]): Template {
  const compiled = compileValue(value, [], problems);
  return { build: typeof compiled === 'function' ? compiled : () => value };
}

/** Gives a closure, or undefined where the value holds nothing to fill in. */
function compileValue(value: Json, path: SourcePath, problems: TemplateProblem[]): Build | undefined {
  if (isJsonArray(value)) {
    const items = value.map((item, i) => compileValue(item, [...path, i], problems));
    if (items.every((item) => item === undefined)) return undefined;
    return (scope) => items.map((item, i) => (item ? item(scope) : (value[i] as Json)));
  }
  if (isJsonObject(value)) return compileObject(value, path, problems);
  return undefined;
}

function compileObject(
  value: { readonly [key: string]: Json },
  path: SourcePath,
  problems: TemplateProblem[],
): Build | undefined {
  const keys: string[] = [];
  const members: (Build | undefined)[] = [];
  const constants: (Json | undefined)[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (key.endsWith('.$')) {
      keys.push(key.slice(0, -2));
      members.push(compileReference(key, member, path, problems));
      constants.push(null);
    } else {
      keys.push(key);
      members.push(compileValue(member, [...path, key], problems));
      constants.push(member);
    }
  }
  if (members.every((member) => member === undefined)) return undefined;
  return (scope) => {
    const object: Record<string, Json> = {};
    for (let i = 0; i < keys.length; i++) {
      const member = members[i];
      setMember(object, keys[i] as string, member ? member(scope) : (constants[i] as Json));
    }
    return object;
  };
}

function compileReference(key: string, text: Json, path: SourcePath, problems: TemplateProblem[]): Build {
  if (typeof text === 'string') {
    try {
      return compileText(key, text);
    } catch (error) {
      if (!(error instanceof PathSyntaxError)) throw error;
    }
  }
  problems.push({
    path,
    message: `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
  });
  return () => null;
}

function compileText(key: string, text: string): Build {
  if (!text.startsWith('$')) {
    const intrinsic = compileIntrinsic(text);
    return (scope) => intrinsic.read(scope);
  }
  const path = compilePath(text);
  return (scope) => {
    const value = path.read(scope);
    return value === undefined ? notFound(path, key, scope) : value;
  };
}

/** @throws {StateFailure} States.Runtime, in AWS's words for a path in a field that finds nothing */
export function notFound(path: CompiledPath, field: string, scope: Scope): never {
  throw runtimeFailure(
    `The JSONPath '${path.source}' specified for the field '${field}' could not be found in the input '${JSON.stringify(scope.data)}'`,
  );
}
