import { runtimeFailure, type StateFailure } from './failure.ts';
import type { Fields } from './fields.ts';
import type { Json } from './json.ts';
import type { CompiledPath } from './jsonpath/compiled-path.ts';
import type { Scope } from './scope.ts';
import { parseTimestamp } from './timestamp.ts';
import { compileWildcard } from './wildcard.ts';
import { CHARACTERS_OF_WORK, spend } from './work.ts';

/**
 * A rule of a JSONPath Choice, compiled.
 * @throws {StateFailure} where its variable is not there
 */
export type CompiledRule = (scope: Scope) => boolean;

type Test = (value: Json) => boolean;
type Kind = 'string' | 'number' | 'boolean' | 'timestamp' | 'pattern';
type Order = (a: number | string, b: number | string) => boolean;

interface Operator {
  readonly kind: Kind;
  readonly order: Order;
}

const orders: Readonly<Record<string, Order>> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  GreaterThan: (a, b) => a > b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThanEquals: (a, b) => a >= b,
};

/** Comparisons by name; each but StringMatches also with `Path`, which names the other side by path. */
const comparisons = new Map<string, Operator>([
  ...(['String', 'Numeric', 'Timestamp'] as const).flatMap((prefix) =>
    Object.entries(orders).map(([suffix, order]): [string, Operator] => [
      `${prefix}${suffix}`,
      { kind: prefix === 'String' ? 'string' : prefix === 'Numeric' ? 'number' : 'timestamp', order },
    ]),
  ),
  ['BooleanEquals', { kind: 'boolean', order: orders.Equals as Order }],
]);

const typeTests = new Map<string, Test>([
  ['IsNull', (value) => value === null],
  ['IsNumeric', (value) => typeof value === 'number'],
  ['IsString', (value) => typeof value === 'string'],
  ['IsBoolean', (value) => typeof value === 'boolean'],
  ['IsTimestamp', (value) => typeof value === 'string' && parseTimestamp(value) !== undefined],
]);

/** In the order in which AWS lists them. */
const operatorNames = [
  ...['StringEquals', 'IsBoolean', 'StringLessThan', 'IsNumeric', 'BooleanEquals', 'StringLessThanEqualsPath'],
  ...['NumericLessThan', 'NumericGreaterThan', 'NumericLessThanPath', 'StringMatches', 'TimestampLessThanEqualsPath'],
  ...['NumericEquals', 'TimestampGreaterThan', 'StringGreaterThanEqualsPath', 'TimestampGreaterThanEqualsPath'],
  ...['TimestampLessThanEquals', 'NumericLessThanEqualsPath', 'TimestampEquals', 'BooleanEqualsPath', 'IsTimestamp'],
  ...['StringLessThanEquals', 'NumericLessThanEquals', 'StringLessThanPath', 'TimestampGreaterThanPath'],
  ...['StringGreaterThan', 'StringGreaterThanPath', 'IsString', 'StringEqualsPath', 'TimestampEqualsPath'],
  ...['TimestampLessThan', 'StringGreaterThanEquals', 'NumericGreaterThanPath', 'NumericGreaterThanEquals'],
  ...['NumericEqualsPath', 'TimestampLessThanPath', 'IsNull', 'IsPresent', 'TimestampGreaterThanEquals'],
  'NumericGreaterThanEqualsPath',
];

/** The fields that only rules of the JSONPath language have. */
export const RULE_FIELDS: readonly string[] = ['Variable', 'And', 'Or', 'Not', ...operatorNames];

/** Reads a rule; `besides` are the fields that may stand in it apart from the rule itself. */
export function compileRule(fields: Fields, besides: readonly string[]): CompiledRule | undefined {
  const combiners = ['And', 'Or', 'Not'].filter((name) => fields.has(name));
  const [combiner] = combiners;
  if (combiner !== undefined) {
    fields.allow([combiner, ...besides]);
    return compileCombiner(fields, combiner);
  }
  fields.allow(['Variable', ...operatorNames, ...besides], (name) =>
    name === 'Condition' || name === 'Output'
      ? `The QueryLanguage is set to 'JSONPath', but field '${name}' is only supported for the 'JSONata' QueryLanguage`
      : undefined,
  );
  if (!fields.require(['Variable'])) return undefined;
  const operator = fields.onlyOne(operatorNames);
  const variable = fields.referencePath('Variable', 'with-context');
  return operator === undefined ? undefined : variable && compileOperator(fields, operator, variable);
}

function compileCombiner(fields: Fields, combiner: string): CompiledRule | undefined {
  if (combiner === 'Not') {
    const inner = fields.objectField('Not');
    const rule = inner && compileRule(fields.child('Not', inner), ['Comment']);
    return rule && ((scope) => !rule(scope));
  }
  const parts = fields.list(combiner);
  if (parts?.length === 0) fields.report(combiner, 'Value cannot be empty');
  const rules = parts?.map((part) => compileRule(part, ['Comment']));
  if (!rules?.every((rule) => rule !== undefined)) return undefined;
  if (combiner === 'And') return (scope) => rules.every((rule) => rule(scope));
  return (scope) => rules.some((rule) => rule(scope));
}

function compileOperator(fields: Fields, name: string, variable: CompiledPath): CompiledRule | undefined {
  if (name === 'IsPresent') {
    const expected = fields.boolean(name);
    return expected === undefined ? undefined : (scope) => present(variable, scope) === expected;
  }
  const test = compileTest(fields, name);
  if (typeof test === 'function') return (scope) => test(read(variable, scope));
  if (!test) return undefined;
  const { path, comparison } = test;
  return (scope) => {
    const value = read(variable, scope);
    const other = path.read(scope);
    if (other === undefined) throw missing(path);
    return holds(comparison, value, other);
  };
}

interface PathTest {
  readonly path: CompiledPath;
  readonly comparison: Operator;
}

function compileTest(fields: Fields, name: string): Test | PathTest | undefined {
  const typeTest = typeTests.get(name);
  if (typeTest) {
    const expected = fields.boolean(name);
    return expected === undefined ? undefined : (value) => typeTest(value) === expected;
  }
  if (name === 'StringMatches') {
    const pattern = fields.string(name);
    if (pattern === undefined) return undefined;
    const matches = compileWildcard(pattern);
    return (value) => {
      if (typeof value !== 'string') return false;
      spend(value.length / CHARACTERS_OF_WORK);
      return matches(value);
    };
  }
  const comparison = comparisons.get(name);
  if (comparison) return compileConstant(fields, name, comparison);
  const byPath = comparisons.get(name.slice(0, -'Path'.length));
  const path = fields.pathField(name);
  return byPath && path && { path, comparison: byPath };
}

function compileConstant(fields: Fields, name: string, comparison: Operator): Test | undefined {
  const other = fields.raw(name) as Json;
  const converted = convert(comparison.kind, other);
  if (converted === undefined) {
    fields.report(
      name,
      comparison.kind === 'timestamp' && typeof other === 'string'
        ? 'String does not match RFC3339 timestamp'
        : `Expected value of type ${TYPE_NAMES[comparison.kind]}`,
    );
    return undefined;
  }
  return (value) => {
    const left = convert(comparison.kind, value);
    return left !== undefined && comparison.order(left, converted);
  };
}

const TYPE_NAMES: Readonly<Record<Kind, string>> = {
  string: 'String',
  pattern: 'String',
  timestamp: 'String',
  number: 'Float',
  boolean: 'Boolean',
};

function holds(comparison: Operator, value: Json, other: Json): boolean {
  const left = convert(comparison.kind, value);
  const right = convert(comparison.kind, other);
  return left !== undefined && right !== undefined && comparison.order(left, right);
}

/** The value in a form that can be ordered, undefined where it is of another type. */
function convert(kind: Kind, value: Json): number | string | undefined {
  switch (kind) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'number':
      return typeof value === 'number' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? Number(value) : undefined;
    default:
      return typeof value === 'string' ? parseTimestamp(value) : undefined;
  }
}

function present(variable: CompiledPath, scope: Scope): boolean {
  const value = variable.read(scope);
  return variable.definite ? value !== undefined : Array.isArray(value) && value.length > 0;
}

function read(variable: CompiledPath, scope: Scope): Json {
  const value = variable.read(scope);
  if (value === undefined) throw missing(variable);
  return value;
}

function missing(path: CompiledPath): StateFailure {
  return runtimeFailure(
    `Invalid path '${path.source}': The choice state's condition path references an invalid value.`,
  );
}
