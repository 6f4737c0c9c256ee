import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../asl/parse.ts';
import { SimulatedExecution } from './testing/simulated-execution.ts';

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const pass = (fields: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  StartAt: 'A',
  States: { A: { Type: 'Pass', End: true, ...fields } },
  ...rest,
});

async function failureOf(definition: unknown, input: string): Promise<unknown> {
  const run = new SimulatedExecution(definition);
  await run.send({ kind: 'start', input });
  return run.ended?.error;
}

describe('hostile definitions and data', () => {
  it.each([
    ['nesting', `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,"Result":${deep(100_000)}}}}`],
    [
      'nested functions',
      JSON.stringify(pass({ Parameters: { 'x.$': `${'States.Array('.repeat(50_000)}${')'.repeat(50_000)}` } })),
    ],
    ['nested filters', JSON.stringify(pass({ InputPath: `$[?(${'('.repeat(100_000)}` }))],
    ['negated filters', JSON.stringify(pass({ InputPath: `$[?(${'!'.repeat(100_000)}@.a)]` }))],
    ['a regular expression that cannot be', JSON.stringify(pass({ InputPath: '$[?(@.a =~ /(/)]' }))],
    ['nested JSONata', JSON.stringify(pass({ Output: `{% ${'('.repeat(200_000)} %}` }, { QueryLanguage: 'JSONata' }))],
  ])('refuses %s', (_what, text) => {
    expect(parseDefinition(text).diagnostics.length).toBeGreaterThan(0);
  });

  it('fails where the input nests too deeply to be looked into', async () => {
    expect(await failureOf(pass({ Parameters: { 'x.$': '$' } }), deep(50_000))).toBe('States.Runtime');
  });

  it('hands on an input that nests deeply, where nothing looks into it', async () => {
    expect(await failureOf(pass({}), deep(50_000))).toBeUndefined();
  });

  it('fails where a function makes data that nests too deeply', async () => {
    const input = JSON.stringify({ text: deep(100_000) });
    expect(await failureOf(pass({ Parameters: { 'x.$': 'States.StringToJson($.text)' } }), input)).toBeDefined();
  });

  it('fails where a path selects more than there can be', async () => {
    expect(await failureOf(pass({ Parameters: { 'x.$': '$..*..*..*..*..*..*' } }), deep(300))).toBe('States.Runtime');
  });

  it('fails where a template repeats its input beyond the limit', async () => {
    const Parameters = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`x${i}.$`, '$']));
    const input = JSON.stringify('a'.repeat(200_000));
    expect(await failureOf(pass({ Parameters }), input)).toBe('States.DataLimitExceeded');
  });

  it('fails where nested functions repeat a text beyond the limit', async () => {
    let call = '$';
    for (let i = 0; i < 10; i++) call = `States.Format('{}{}{}{}', ${call}, $, $, $)`;
    expect(await failureOf(pass({ Parameters: { 'x.$': call } }), JSON.stringify('a'.repeat(200_000)))).toBe(
      'States.Runtime',
    );
  });

  it('compares root paths in filters once', async () => {
    const input = JSON.stringify({ list: Array.from({ length: 20_000 }, (_, i) => ({ a: i })) });
    expect(await failureOf(pass({ Parameters: { 'x.$': '$.list[?($..nothing)]' } }), input)).toBeUndefined();
  });

  it.each([
    ['chooses members again and again', `$.l[*]${"['a','b']".repeat(20_000)}`],
    ['filters within filters', '$..[?(@..[?(@..a)])]'],
    ['looks for objects in lists', '$.l[?(@ in $.l)]'],
  ])('fails where a path %s', async (_what, path) => {
    let nested: unknown = 1;
    for (let level = 0; level < 900; level++) nested = [nested, { a: 1 }];
    const input = JSON.stringify({ l: Array.from({ length: 9000 }, (_, i) => ({ a: i, b: 2 })), nested });
    expect(await failureOf(pass({ Parameters: { 'x.$': path } }), input)).toBe('States.Runtime');
  });

  it.each([
    ['a list is filtered', 'x.$', 'States.ArrayLength($.l[?(@ > 1)])'],
    ['all is searched', 'x.$', 'States.ArrayLength($..*)'],
    ['a list is searched', 'x.$', 'States.ArrayContains($.l, 7)'],
    ['a text is read', 'x.$', 'States.ArrayLength(States.StringToJson($.t))'],
    ['a text is split', 'x.$', "States.ArrayLength(States.StringSplit($.t, ','))"],
  ])('fails where again and again in one state %s', async (_what, name, call) => {
    const input = JSON.stringify({
      l: Array.from({ length: 30_000 }, () => 1),
      t: `[1${',1'.repeat(60_000)}]`,
    });
    const repeated = (count: number) =>
      pass({ Parameters: Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}${name}`, call])) });
    expect(await failureOf(repeated(3), input)).toBeUndefined();
    expect(await failureOf(repeated(3000), input)).toBe('States.Runtime');
  });

  it('fails where a choice compares a long text again and again', async () => {
    const choices = (count: number) => ({
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: Array.from({ length: count }, () => ({ Variable: '$.t', StringMatches: '*b*', Next: 'E' })),
          Default: 'E',
        },
        E: { Type: 'Succeed' },
      },
    });
    const input = JSON.stringify({ t: 'a'.repeat(250_000) });
    expect(await failureOf(choices(100), input)).toBeUndefined();
    expect(await failureOf(choices(2000), input)).toBe('States.Runtime');
  });

  it.each([
    [
      'branches',
      {
        Type: 'Parallel',
        Branches: Array.from({ length: 500 }, (_, i) => ({
          StartAt: `B${i}`,
          States: { [`B${i}`]: { Type: 'Wait', Seconds: 9, End: true } },
        })),
        End: true,
      },
    ],
    [
      'iterations',
      {
        Type: 'Map',
        MaxConcurrency: 1000,
        ItemsPath: '$.l',
        ItemSelector: { 'all.$': '$' },
        ItemProcessor: { StartAt: 'B', States: { B: { Type: 'Wait', Seconds: 9, End: true } } },
        End: true,
      },
    ],
  ])('fails where %s would hold more data than can be written with every commit', async (_what, state) => {
    const input = JSON.stringify({ t: 'a'.repeat(200_000), l: Array.from({ length: 500 }, () => 0) });
    expect(await failureOf({ StartAt: 'A', States: { A: state } }, input)).toBe('States.DataLimitExceeded');
  });

  const slicesOf = async (count: number, state: object, input: unknown, maxSteps: number): Promise<number> => {
    const states = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `s${i}`,
        { Type: 'Pass', ...state, ...(i < count - 1 ? { Next: `s${i + 1}` } : { End: true }) },
      ]),
    );
    const run = new SimulatedExecution({ StartAt: 's0', States: states }, { maxSteps });
    const send = run.send.bind(run);
    let slices = 0;
    run.send = (command) => {
      slices += 1;
      return send(command);
    };
    await run.send({ kind: 'start', input: JSON.stringify(input) });
    expect(run.ended?.status).toBe('SUCCEEDED');
    return slices;
  };

  it('makes shorter slices of states whose data is large', async () => {
    expect(await slicesOf(100, {}, 'a'.repeat(10), 250)).toBe(1);
    expect(await slicesOf(100, {}, 'a'.repeat(250_000), 250)).toBeGreaterThan(10);
  });

  it('makes shorter slices of states that have much to look at', async () => {
    const input = { l: Array.from({ length: 10_000 }, () => 1) };
    const looking = (times: number) => ({
      Parameters: Object.fromEntries(
        Array.from({ length: times }, (_, i) => [`${i}.$`, 'States.ArrayLength($.l[?(@ > 1)])']),
      ),
      ResultPath: null,
    });
    expect(await slicesOf(4, looking(1), input, 100)).toBe(1);
    expect(await slicesOf(4, looking(90), input, 100)).toBe(4);
  });

  it('takes no path with conditions beyond number, and no definition with expressions beyond number', () => {
    const conditions = (count: number) =>
      pass({ Parameters: { 'x.$': `$[?(@.a${' && @.a'.repeat(count / 2 - 1)}${' || @.a'.repeat(count / 2)})]` } });
    const expressions = (count: number) =>
      pass({ Output: Array.from({ length: count }, () => '{% 1 %}') }, { QueryLanguage: 'JSONata' });
    for (const definition of [conditions(1000), expressions(10_000)]) {
      expect(parseDefinition(JSON.stringify(definition)).diagnostics).toEqual([]);
    }
    for (const definition of [conditions(1002), conditions(200_000), expressions(10_001)]) {
      expect(parseDefinition(JSON.stringify(definition)).diagnostics).toMatchObject([
        { code: 'SCHEMA_VALIDATION_FAILED' },
      ]);
    }
  });

  it('says of a definition with a great many errors what the first ones are', () => {
    const many = (count: number, value: unknown) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, value]));
    for (const definition of [
      { StartAt: 'A', States: many(20_000, { Type: 'Nope' }) },
      pass({ Output: many(9_000, '{% ( %}') }, { QueryLanguage: 'JSONata' }),
      pass({ Parameters: Object.fromEntries(Object.keys(many(20_000, 0)).map((key) => [`${key}.$`, '$.[['])) }),
    ]) {
      const { program, diagnostics } = parseDefinition(JSON.stringify(definition));
      expect(program).toBeUndefined();
      expect(diagnostics.length).toBeGreaterThan(100);
      expect(diagnostics.length).toBeLessThanOrEqual(1001);
    }
  });
});
