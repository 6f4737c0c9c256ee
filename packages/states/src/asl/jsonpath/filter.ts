import { RE2JS } from 're2js';
import { isJsonArray, type Json, type JsonArray } from '../json.ts';
import type { Scope } from '../scope.ts';
import { CHARACTERS_OF_WORK, spend } from '../work.ts';
import type { CompiledPath } from './compiled-path.ts';
import { PathSyntaxError } from './parse.ts';
import { type CompareOperator, type Filter, isDefinite, type Operand, type PathSyntax } from './syntax.ts';

type Holds = (item: Json, scope: Scope) => boolean;
type Value = (item: Json, scope: Scope) => Json | undefined;
type CompilePath = (source: string, syntax: PathSyntax) => CompiledPath;

/** `[?( … )]`, compiled. */
export function compileFilter(filter: Filter, compilePath: CompilePath): Holds {
  switch (filter.kind) {
    case 'or': {
      const left = compileFilter(filter.left, compilePath);
      const right = compileFilter(filter.right, compilePath);
      return (item, scope) => left(item, scope) || right(item, scope);
    }
    case 'and': {
      const left = compileFilter(filter.left, compilePath);
      const right = compileFilter(filter.right, compilePath);
      return (item, scope) => left(item, scope) && right(item, scope);
    }
    case 'not': {
      const inner = compileFilter(filter.filter, compilePath);
      return (item, scope) => !inner(item, scope);
    }
    case 'exists': {
      const value = pathValue(filter.path, compilePath);
      const definite = isDefinite(filter.path);
      return (item, scope) => {
        const found = value(item, scope);
        return definite ? found !== undefined : isJsonArray(found) && found.length > 0;
      };
    }
    case 'compare':
      return compileComparison(filter.operator, filter.left, filter.right, compilePath);
  }
}

function pathValue(syntax: PathSyntax, compilePath: CompilePath): Value {
  if (syntax.root.kind !== 'item') {
    const path = compilePath('', syntax);
    // the same for every item, so it is read once for each data that the filter is used on
    const known = new WeakMap<Scope, { readonly data: Json; readonly value: Json | undefined }>();
    return (_item, scope) => {
      let entry = known.get(scope);
      if (entry === undefined || entry.data !== scope.data) {
        entry = { data: scope.data, value: path.read(scope) };
        known.set(scope, entry);
      }
      return entry.value;
    };
  }
  // the item is read as the data of a scope of its own
  const path = compilePath('', { root: { kind: 'data' }, steps: syntax.steps });
  // nothing but the data is looked at on a path without filters
  if (path.definite) return (item) => path.read({ data: item } as Scope);
  return (item, scope) => path.read(Object.create(scope, { data: { value: item } }) as Scope);
}

function operandValue(operand: Operand, compilePath: CompilePath): Value {
  switch (operand.kind) {
    case 'path':
      return pathValue(operand.path, compilePath);
    case 'literal':
      return () => operand.value;
    case 'list':
      return () => operand.values;
    case 'regex':
      return () => operand.source;
  }
}

function compileComparison(operator: CompareOperator, left: Operand, right: Operand, compilePath: CompilePath): Holds {
  const a = operandValue(left, compilePath);
  if (operator === '=~' && right.kind === 'regex') {
    const pattern = compilePattern(right.source, right.flags);
    return (item, scope) => {
      const text = a(item, scope);
      return typeof text === 'string' && pattern.matches(text);
    };
  }
  const b = operandValue(right, compilePath);
  const holds = comparisons[operator];
  return (item, scope) => holds(a(item, scope), b(item, scope));
}

function compilePattern(source: string, flags: string): RE2JS {
  try {
    return RE2JS.compile(source, flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    throw new PathSyntaxError(`the regular expression is not supported: ${source}`, { cause: error });
  }
}

const comparisons: Record<CompareOperator, (a: Json | undefined, b: Json | undefined) => boolean> = {
  '==': same,
  '!=': (a, b) => !same(a, b),
  '<': (a, b) => ordered(a, b, (x, y) => x < y),
  '<=': (a, b) => ordered(a, b, (x, y) => x <= y),
  '>': (a, b) => ordered(a, b, (x, y) => x > y),
  '>=': (a, b) => ordered(a, b, (x, y) => x >= y),
  '=~': () => false,
  in: (a, b) => isJsonArray(b) && isIn(a, b),
  nin: (a, b) => isJsonArray(b) && !isIn(a, b),
};

function isIn(a: Json | undefined, list: JsonArray): boolean {
  spend(list.length / 8);
  return list.some((x) => same(a, x));
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a === 'object' && typeof b === 'object') {
    const text = JSON.stringify(a);
    const other = JSON.stringify(b);
    spend((text.length + other.length) / CHARACTERS_OF_WORK);
    return text === other;
  }
  return a === b;
}

function ordered(
  a: Json | undefined,
  b: Json | undefined,
  holds: (x: number | string, y: number | string) => boolean,
): boolean {
  if (typeof a === 'number' && typeof b === 'number') return holds(a, b);
  if (typeof a === 'string' && typeof b === 'string') return holds(a, b);
  return false;
}
