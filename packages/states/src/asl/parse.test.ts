import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDefinition } from './parse.ts';

function findings(definition: unknown): string[] {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  return parseDefinition(text).diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location}`);
}

function machine(states: Record<string, unknown>, rest: Record<string, unknown> = {}): Record<string, unknown> {
  return { StartAt: Object.keys(states)[0], States: states, ...rest };
}

const pass = { Type: 'Pass', End: true };
const loop = { Type: 'Pass', Next: 'B' };
const jsonata = { QueryLanguage: 'JSONata' };
const NO_END = 'Workflow has no terminal state';

describe('parseDefinition', () => {
  it('gives a program for a valid definition', () => {
    const { program, diagnostics } = parseDefinition(JSON.stringify(machine({ A: pass }, { TimeoutSeconds: 5 })));
    expect(diagnostics).toEqual([]);
    expect(program?.startAt).toBe('A');
    expect(program?.timeoutSeconds).toBe(5);
    expect([...(program?.states.keys() ?? [])]).toEqual(['A']);
  });

  it.each<[string, unknown, string]>([
    ['an empty text', '  ', 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at undefined'],
    ['a list', '[]', 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at undefined'],
    ['no fields', {}, 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'],
    ['no StartAt', { States: { A: pass } }, 'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /'],
    [
      'an unknown type',
      machine({ A: { Type: 'Nap', End: true } }),
      "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A/Type",
    ],
    [
      'a field that the state has not',
      machine({ A: { ...pass, Catch: [] } }),
      "SCHEMA_VALIDATION_FAILED: Field 'Catch' is not supported at /States/A",
    ],
    [
      'a field of the other query language',
      machine({ A: { ...pass, QueryLanguage: 'JSONata', Parameters: {} } }),
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'Parameters' is only supported for the 'JSONPath' QueryLanguage at /States/A",
    ],
    [
      'JSONPath inside JSONata',
      machine({ A: { ...pass, QueryLanguage: 'JSONPath' } }, { QueryLanguage: 'JSONata' }),
      "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A",
    ],
    [
      'a target that is missing in a rule',
      machine({
        A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'X' }], Default: 'B' },
        B: pass,
      }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/A/Choices[0]/Next",
    ],
    [
      'a state that nothing leads to',
      machine({ A: pass, B: pass }),
      'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
    ],
    [
      'a loop without an end',
      machine({ A: { Type: 'Pass', Next: 'A' } }),
      'MISSING_END_STATE: Workflow has no terminal state at undefined',
    ],
    [
      'the same state twice',
      '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true},"A":{"Type":"Pass","End":true}}}',
      'DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A',
    ],
    [
      'a path that is none in a template',
      machine({ A: { ...pass, Parameters: { deep: { 'x.$': 'oops' } } } }),
      "SCHEMA_VALIDATION_FAILED: The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters/deep",
    ],
    [
      'a time that is none',
      machine({ A: { Type: 'Wait', Timestamp: '2016-13-05T21:29:29Z', End: true } }),
      'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Timestamp',
    ],
    [
      'an unfinished expression',
      machine({ A: { ...pass, QueryLanguage: 'JSONata', Output: { a: '{% 1 + %}' } } }),
      'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/A/Output/a',
    ],
    [
      'States.ALL beside another name',
      machine({
        A: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          End: true,
          Retry: [{ ErrorEquals: ['A', 'States.ALL'] }],
        },
      }),
      'SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at /States/A/Retry[0]/ErrorEquals',
    ],
    [
      'a variable called states',
      machine({ A: { ...pass, Assign: { states: 1 } } }),
      "SCHEMA_VALIDATION_FAILED: The variable name 'states' is reserved at /States/A/Assign",
    ],
    [
      'something wrong inside a branch',
      machine({ A: { Type: 'Parallel', End: true, Branches: [machine({ B: { Type: 'Pass' } })] } }),
      'SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [Next, End] at /States/A/Branches[0]/States/B',
    ],
    [
      'a state whose name an inner state has',
      machine({ A: { Type: 'Parallel', End: true, Branches: [machine({ A: pass })] } }),
      'DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/Branches[0]/States/A',
    ],
    [
      'a name that is too long',
      machine({ ['a'.repeat(81)]: pass }),
      `INVALID_STATE_NAME: Invalid State name: State '${'a'.repeat(81)}' exceeds the 80-character limit allowed by the service at /States/${'a'.repeat(81)}`,
    ],
    [
      'an expression where a path belongs',
      machine({ A: { ...pass, Output: '{% 1 %}' } }),
      "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/A",
    ],
    [
      'two ways to wait',
      machine({ A: { Type: 'Wait', Seconds: 1, Timestamp: '2025-01-01T00:00:10Z', End: true } }),
      'SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/A',
    ],
    [
      'no way to wait',
      machine({ A: { Type: 'Wait', End: true } }),
      'SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/A',
    ],
    [
      'a number that is too small',
      machine({ A: { Type: 'Wait', Seconds: -1, End: true } }),
      'SCHEMA_VALIDATION_FAILED: Minimum value is 0 at /States/A/Seconds',
    ],
    [
      'a number that is too large',
      machine({ A: { Type: 'Map', ItemProcessor: machine({ B: pass }), ToleratedFailurePercentage: 101, End: true } }),
      'SCHEMA_VALIDATION_FAILED: Maximum value is 100.0 at /States/A/ToleratedFailurePercentage',
    ],
    [
      'a fraction of a second',
      machine({ A: { Type: 'Wait', Seconds: 1.5, End: true } }),
      'SCHEMA_VALIDATION_FAILED: Expected value of type Integer at /States/A/Seconds',
    ],
    [
      'rules that are none',
      machine({ A: { Type: 'Choice', Choices: [], Default: 'B' }, B: pass }),
      'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/A/Choices',
    ],
    [
      'a rule over what is no path',
      machine({ A: { Type: 'Choice', Choices: [{ Variable: 'a', IsNull: true, Next: 'B' }] }, B: pass }),
      "SCHEMA_VALIDATION_FAILED: Value is not a Reference Path: Reference path didn't start with '$' at /States/A/Choices[0]/Variable",
    ],
    [
      'a limit by path and by number',
      machine({
        A: {
          Type: 'Map',
          ItemProcessor: machine({ B: pass }),
          MaxConcurrency: 1,
          MaxConcurrencyPath: '$.n',
          End: true,
        },
      }),
      'SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [MaxConcurrency, MaxConcurrencyPath] at /States/A',
    ],
    [
      'a limit from the context object',
      machine({
        A: {
          Type: 'Map',
          ItemProcessor: machine({ B: pass }),
          MaxConcurrencyPath: '$$.Execution.Input.n',
          End: true,
        },
      }),
      'SCHEMA_VALIDATION_FAILED: Value is not a Reference Path at /States/A/MaxConcurrencyPath',
    ],
    [
      'a processor with a language of its own',
      machine({ A: { Type: 'Map', ItemProcessor: machine({ B: pass }, { QueryLanguage: 'JSONPath' }), End: true } }),
      "SCHEMA_VALIDATION_FAILED: Field 'QueryLanguage' is not supported at /States/A/ItemProcessor",
    ],
    [
      'a name that an expression finds nowhere',
      machine({ A: { ...pass, Output: { v: '{% phone & $states.input.list[price > 1].name %}' } } }, jsonata),
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/A/Output/v",
    ],
    [
      'a result where there is none',
      machine({ A: { ...pass, Output: '{% $states.result %}' } }, jsonata),
      "INVALID_JSONATA_EXPRESSION: Field '$states.result' does not exist. at /States/A/Output",
    ],
    [
      'an error outside a catcher',
      machine({ A: { ...pass, Assign: { e: ['{% $states.errorOutput.Error %}'] } } }, jsonata),
      "INVALID_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/A/Assign/e[0]",
    ],
  ])('finds %s', (_what, definition, expected) => {
    expect(findings(definition)).toContain(expected);
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    expect(parseDefinition(text).program).toBeUndefined();
  });

  it('finds nothing wrong with what AWS takes', () => {
    const catchers = [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'B' }];
    const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Next: 'B' };
    const expressions = [
      '{% $states.input.list[price > 1]^(>price).name %}',
      '{% $map($states.input.list, function($v) { $v.price }) %}',
      '{% ($x := 1; {"a": $x, "b": [$states.input.*]}) %}',
      '{% $states.input.list{name: $sum(price)} %}',
      '{% $states.input ~> |list|{"a": price}| %}',
      '{% $states.result.Payload.(first & last) %}',
    ];
    for (const Output of expressions) {
      const states = { A: { ...task, Arguments: { x: '{% $v %}' }, Output, Catch: catchers }, B: pass };
      expect(findings(machine(states, jsonata))).toEqual([]);
    }
  });

  it.each<[string, unknown, string[]]>([
    ['no states at all', { StartAt: 'A', States: {} }, ['Value cannot be empty', "Missing 'Next' target: A", NO_END]],
    ['a state without a type', machine({ A: { End: true } }), ["The field 'Type' is required", NO_END]],
    [
      'a start that is not there',
      { StartAt: 'X', States: { A: pass } },
      ["Missing 'Next' target: X", 'State "A" is not reachable.'],
    ],
    ['a target that is not there', machine({ A: { Type: 'Pass', Next: 'X' } }), ["Missing 'Next' target: X", NO_END]],
    [
      'a state that goes nowhere',
      machine({ A: { Type: 'Pass' } }),
      ['This object should have only one of the following fields: [Next, End]', NO_END],
    ],
    ['a loop beside a state that nothing leads to', machine({ A: { Type: 'Pass', Next: 'A' }, B: loop }), [NO_END]],
  ])('tells all that AWS tells of %s, in its order', (_what, definition, expected) => {
    expect(parseDefinition(JSON.stringify(definition)).diagnostics.map(({ message }) => message)).toEqual(expected);
  });

  it('tells where text stops being JSON, in the words of the parser that AWS uses', () => {
    expect(parseDefinition('not a definition').diagnostics).toEqual([
      {
        severity: 'ERROR',
        code: 'INVALID_JSON_DESCRIPTION',
        message:
          "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"not a definition\"; line: 1, column: 4]",
        location: '[Source: (String)"not a definition"; line: 1, column: 4]',
        pointer: '',
        line: 1,
        column: 4,
      },
    ]);
  });

  it('points to line and column', () => {
    const text =
      '{\n  "StartAt": "A",\n  "States": {\n    "A": { "Type": "Pass",\n      "Next": "B" },\n    "C": {"Type":"Succeed"}\n  }\n}';
    expect(parseDefinition(text).diagnostics).toMatchObject([
      { pointer: '/States/A/Next', line: 5, column: 15 },
      { pointer: '/States/C', line: 6, column: 10 },
    ]);
  });

  it('reports everything at once', () => {
    const states = { A: { Type: 'Pass', Next: 'B', Foo: 1 }, B: { Type: 'Wait', Seconds: -1, End: true } };
    expect(findings(machine(states))).toHaveLength(2);
  });

  it('takes every form of a function task', () => {
    for (const Resource of [
      'arn:aws:lambda:us-east-1:123456789012:function:F:$LATEST',
      'arn:aws:states:::lambda:invoke',
      'arn:aws:states:::lambda:invoke.waitForTaskToken',
      'arn:aws:states:::states:startExecution.sync:2',
      'arn:aws:states:::aws-sdk:dynamodb:putItem',
      'arn:aws:states:us-east-1:123456789012:activity:A',
    ]) {
      const Parameters = { 'token.$': '$$.Task.Token' };
      expect(findings(machine({ A: { Type: 'Task', Resource, Parameters, End: true } }))).toEqual([]);
    }
  });

  it.each<[string, Record<string, unknown>, boolean]>([
    ['without Parameters', {}, true],
    ['with the token', { Parameters: { Payload: { 'token.$': '$$.Task.Token' } } }, false],
    ['with the whole context object', { Parameters: { 'context.$': '$$' } }, false],
    ['with another part of it', { Parameters: { 'name.$': '$$.Execution.Name' } }, true],
    [
      'with the token in JSONata',
      { QueryLanguage: 'JSONata', Arguments: { t: '{% $states.context.Task.Token %}' } },
      false,
    ],
    ['with other data in JSONata', { QueryLanguage: 'JSONata', Arguments: { t: '{% $states.input.Token %}' } }, true],
  ])('warns of a callback task that keeps its token to itself: %s', (_what, fields, warned) => {
    const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', End: true, ...fields };
    const { program, diagnostics } = parseDefinition(JSON.stringify(machine({ A: task })));
    expect(program).toBeDefined();
    expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual(
      warned ? ['WARNING TASK_TOKEN_NOT_PASSED'] : [],
    );
  });

  it.each([
    ['arn:aws:states:us-east-1:123456789012:activity:a', 'Activity ARN'],
    ['arn:aws:states:::lambda:invoke.waitForTaskToken', "'.waitForTaskToken' service integration "],
    ['arn:aws:states:::states:startExecution.sync', "'.sync' service integration"],
    ['arn:aws:states:::states:startExecution.sync:2', "'.sync' service integration"],
  ])('knows what an Express machine cannot wait for: %s', (Resource, what) => {
    const text = JSON.stringify(
      machine({ A: { Type: 'Task', Resource, Parameters: { 'T.$': '$$.Task.Token' }, End: true } }),
    );
    expect(parseDefinition(text).diagnostics).toEqual([]);
    expect(parseDefinition(text, 'EXPRESS').diagnostics).toMatchObject([
      { message: `Express state machine does not support ${what}`, location: '/States/A/Resource' },
    ]);
  });

  it('answers any mutation of a definition with findings or a program, never with an exception', () => {
    const whole = JSON.stringify(
      machine({
        A: {
          Type: 'Pass',
          Parameters: { 'x.$': "States.Format('{}', $.a)" },
          ResultPath: '$.r',
          Assign: { 'v.$': '$' },
          Next: 'C',
        },
        C: { Type: 'Choice', Choices: [{ Not: { Variable: '$.a', NumericEquals: 1 }, Next: 'T' }], Default: 'W' },
        W: { Type: 'Wait', SecondsPath: '$.s', Next: 'J' },
        J: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input %}', Next: 'M' },
        M: { Type: 'Map', ItemProcessor: machine({ I: { Type: 'Succeed' } }), End: true },
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Retry: [{ ErrorEquals: ['States.ALL'], BackoffRate: 1.5 }],
          Catch: [{ ErrorEquals: ['E'], Next: 'F', ResultPath: '$.e' }],
          End: true,
        },
        F: { Type: 'Fail', Error: 'E', CausePath: '$.c' },
      }),
    );
    expect(parseDefinition(whole).diagnostics).toEqual([]);
    const paths = leafPaths(JSON.parse(whole) as unknown);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const mutated: unknown = JSON.parse(whole);
        put(mutated, path, value);
        const { program, diagnostics } = parseDefinition(JSON.stringify(mutated));
        expect(program === undefined).toBe(diagnostics.length > 0);
      }),
      { numRuns: 500 },
    );
  });

  it('answers any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseDefinition(text).diagnostics.length).toBeGreaterThan(0);
      }),
    );
  });
});

type Path = readonly (string | number)[];

function leafPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => leafPaths(member, [...path, key]))].filter(
    (p) => p.length > 0,
  );
}

function put(target: unknown, path: Path, value: unknown): void {
  let at = target as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  at[path.at(-1) as string] = value;
}
