import type { ExprNode } from 'jsonata';
import { equalJson } from '../equal.ts';
import type { Json, JsonArray } from '../json.ts';
import { isJsonArray, isJsonObject } from '../json.ts';
import type { Scope } from '../scope.ts';
import { boolize, concatenable } from './coercion.ts';
import { compilePath, type Evaluate } from './path.ts';

/**
 * Thrown by a closure whose data goes beyond what it was made for (an error to be reported, a built-in's value): the
 * library must evaluate the expression instead. Carries nothing, so there is one.
 */
export class NeedsLibrary extends Error {
  readonly code = 'NEEDS_LIBRARY';
}
const needsLibrary = new NeedsLibrary();

interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly [key: string]: unknown;
}

/** What a node may have besides `type` and `position`, for it to mean no more than its kind. */
const plainKeys: Readonly<Record<string, readonly string[]>> = {
  string: ['value'],
  number: ['value'],
  value: ['value'],
  variable: ['value'],
  name: ['value'],
  path: ['steps'],
  binary: ['value', 'lhs', 'rhs'],
  unary: ['value', 'lhs', 'expressions', 'expression'],
  condition: ['condition', 'then', 'else'],
  block: ['expressions'],
  function: ['value', 'arguments', 'procedure'],
};

/**
 * Turns the syntax tree of an expression into a closure, or gives undefined where only the library knows what it means.
 * Held equal to the library by a differential test.
 */
export function compileSync(ast: ExprNode): Evaluate | undefined {
  return compileNode(ast as unknown as Node);
}

export function isPlain(node: Node): boolean {
  const allowed = plainKeys[node.type];
  return (
    allowed !== undefined &&
    Object.keys(node).every((key) => key === 'type' || key === 'position' || allowed.includes(key))
  );
}

function compileNode(node: Node): Evaluate | undefined {
  if (!isPlain(node)) return undefined;
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value': {
      const { value } = node as { value?: Json };
      return () => value;
    }
    case 'variable':
      return compileVariable(node);
    case 'path':
      return compilePathNode(node);
    case 'binary':
      return compileBinary(node);
    case 'unary':
      return compileUnary(node);
    case 'condition':
      return compileCondition(node);
    case 'block': {
      const expressions = node.expressions as Node[];
      return expressions.length === 1 ? compileNode(expressions[0] as Node) : undefined;
    }
    case 'function':
      return compileFunction(node);
    default:
      return undefined;
  }
}

function compileVariable(node: Node): Evaluate | undefined {
  const name = node.value as string;
  if (name === '' || name === '$') return undefined;
  if (name === 'states') return statesObject;
  // a name that is not assigned may be one of the library's functions
  return (scope) => scope.variable(name) ?? bail();
}

function statesObject(scope: Scope): Json {
  return {
    input: scope.input,
    context: scope.context(),
    ...(scope.result === undefined ? {} : { result: scope.result }),
    ...(scope.errorOutput === undefined ? {} : { errorOutput: scope.errorOutput }),
  };
}

function compilePathNode(node: Node): Evaluate | undefined {
  const [first, ...rest] = node.steps as Node[];
  if (first?.type !== 'variable' || !isPlain(first)) return undefined;
  if (!rest.every((step) => step.type === 'name' && isPlain(step))) return undefined;
  const names = rest.map((step) => step.value as string);
  if (first.value === 'states') {
    const [member, ...inner] = names;
    const root = statesMember(member);
    return root && compilePath(root, inner);
  }
  const root = compileVariable(first);
  return root && compilePath(root, names);
}

function statesMember(name: string | undefined): Evaluate | undefined {
  switch (name) {
    case 'input':
      return (scope) => scope.input;
    case 'result':
      return (scope) => scope.result;
    case 'errorOutput':
      return (scope) => scope.errorOutput;
    case 'context':
      return (scope) => scope.context();
    default:
      return undefined;
  }
}

function compileBinary(node: Node): Evaluate | undefined {
  const left = compileNode(node.lhs as Node);
  const right = compileNode(node.rhs as Node);
  if (!left || !right) return undefined;
  switch (node.value) {
    case '=':
      return (scope) => equal(left(scope), right(scope)) === true;
    case '!=':
      return (scope) => equal(left(scope), right(scope)) === false;
    case 'and':
      return (scope) => boolize(left(scope)) && boolize(right(scope));
    case 'or':
      return (scope) => boolize(left(scope)) || boolize(right(scope));
    case '<':
      return (scope) => compare(left(scope), right(scope), (a, b) => a < b);
    case '<=':
      return (scope) => compare(left(scope), right(scope), (a, b) => a <= b);
    case '>':
      return (scope) => compare(left(scope), right(scope), (a, b) => a > b);
    case '>=':
      return (scope) => compare(left(scope), right(scope), (a, b) => a >= b);
    case '+':
      return (scope) => arithmetic(left(scope), right(scope), (a, b) => a + b);
    case '-':
      return (scope) => arithmetic(left(scope), right(scope), (a, b) => a - b);
    case '*':
      return (scope) => arithmetic(left(scope), right(scope), (a, b) => a * b);
    case '/':
      return (scope) => arithmetic(left(scope), right(scope), (a, b) => a / b);
    case '%':
      return (scope) => arithmetic(left(scope), right(scope), (a, b) => a % b);
    case '&':
      return (scope) => {
        const a = concatenable(left(scope));
        const b = concatenable(right(scope));
        return a === undefined || b === undefined ? bail() : a + b;
      };
    default:
      return undefined;
  }
}

/** Undefined where either side is nothing: neither equal nor unequal. */
function equal(a: Json | undefined, b: Json | undefined): boolean | undefined {
  return a === undefined || b === undefined ? undefined : equalJson(a, b);
}

function compare(
  a: Json | undefined,
  b: Json | undefined,
  holds: (a: number | string, b: number | string) => boolean,
): boolean | undefined {
  if (typeof a === 'number' && typeof b === 'number') return holds(a, b);
  if (typeof a === 'string' && typeof b === 'string') return holds(a, b);
  return bail();
}

function arithmetic(
  a: Json | undefined,
  b: Json | undefined,
  apply: (a: number, b: number) => number,
): number | undefined {
  if (typeof a !== 'number' || typeof b !== 'number') return bail();
  const result = apply(a, b);
  return Number.isFinite(result) ? result : bail();
}

function compileUnary(node: Node): Evaluate | undefined {
  switch (node.value) {
    case '{':
      return compileObject(node.lhs as [Node, Node][]);
    case '[':
      return compileArray(node.expressions as Node[]);
    case '-': {
      const operand = compileNode(node.expression as Node);
      return operand && ((scope) => arithmetic(0, operand(scope), (_zero, b) => -b));
    }
    default:
      return undefined;
  }
}

function compileObject(pairs: readonly [Node, Node][]): Evaluate | undefined {
  const keys = pairs.map(([key]) => (key.type === 'string' && isPlain(key) ? (key.value as string) : undefined));
  const values = pairs.map(([, value]) => compileNode(value));
  if (keys.includes(undefined) || keys.includes('__proto__') || new Set(keys).size < keys.length) return undefined;
  if (values.includes(undefined)) return undefined;
  return (scope) => {
    const object: Record<string, Json> = {};
    for (let i = 0; i < keys.length; i++) {
      const value = (values[i] as Evaluate)(scope);
      if (value !== undefined) object[keys[i] as string] = value;
    }
    return object;
  };
}

function compileArray(items: readonly Node[]): Evaluate | undefined {
  const values = items.map(compileNode);
  if (values.includes(undefined)) return undefined;
  return (scope) => {
    const array: Json[] = [];
    for (let i = 0; i < items.length; i++) {
      const value = (values[i] as Evaluate)(scope);
      if (value === undefined) continue;
      // an array joins the one around it, unless it was written as an array
      if (isJsonArray(value) && items[i]?.value !== '[') for (const item of value) array.push(item);
      else array.push(value);
    }
    return array;
  };
}

function compileCondition(node: Node): Evaluate | undefined {
  const condition = compileNode(node.condition as Node);
  const then = compileNode(node.then as Node);
  const otherwise = node.else === undefined ? () => undefined : compileNode(node.else as Node);
  if (!condition || !then || !otherwise) return undefined;
  return (scope) => (boolize(condition(scope)) ? then(scope) : otherwise(scope));
}

function compileFunction(node: Node): Evaluate | undefined {
  const procedure = node.procedure as Node;
  const args = node.arguments as Node[];
  if (procedure.type !== 'variable' || !isPlain(procedure) || args.length !== 1) return undefined;
  const name = procedure.value as string;
  const apply = functions.get(name);
  const argument = compileNode(args[0] as Node);
  if (!apply || !argument) return undefined;
  return (scope) => (scope.variable(name) === undefined ? apply(argument(scope)) : bail());
}

const functions: ReadonlyMap<string, (value: Json | undefined) => Json | undefined> = new Map([
  ['not', (value) => (value === undefined ? undefined : !boolize(value))],
  ['boolean', (value) => (value === undefined ? undefined : boolize(value))],
  ['exists', (value) => value !== undefined],
  ['count', (value) => (value === undefined ? 0 : isJsonArray(value) ? (value as JsonArray).length : 1)],
  ['type', typeName],
]);

function typeName(value: Json | undefined): Json | undefined {
  if (value === undefined) return undefined;
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'array';
  return isJsonObject(value) ? 'object' : typeof value;
}

function bail(): never {
  throw needsLibrary;
}
