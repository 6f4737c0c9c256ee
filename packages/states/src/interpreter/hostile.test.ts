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
});
