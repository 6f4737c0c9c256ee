import { describe, expect, it } from 'vitest';
import type { EvaluationAnswer } from '../evaluation.ts';
import type { JsonObject } from '../json.ts';
import { createEvaluator } from './evaluate.ts';
import { defaultBudget } from './meter.ts';

const evaluateWith = createEvaluator({ ...defaultBudget, steps: 20_000, depth: 500, sequence: 10_000 });

function evaluate(source: string, bindings: JsonObject = {}): Promise<EvaluationAnswer> {
  return evaluateWith({
    source,
    bindings,
    nowMs: Date.UTC(2026, 10, 5, 12, 0, 0),
    random: () => 0.25,
    newId: () => 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  });
}

async function resultOf(source: string, bindings?: JsonObject): Promise<unknown> {
  const answer = await evaluate(source, bindings);
  return answer.ok ? answer.value : answer;
}

async function messageOf(source: string): Promise<string> {
  const answer = await evaluate(source);
  return answer.ok ? `gave ${JSON.stringify(answer.value)}` : answer.message;
}

describe('the JSONata evaluator', () => {
  it("takes the workflow's clock for $now and $millis", async () => {
    expect(await resultOf('$now()')).toBe('2026-11-05T12:00:00.000Z');
    expect(await resultOf("$now('[Y0001]-[M01]')")).toBe('2026-11');
    expect(await resultOf('$millis()')).toBe(Date.UTC(2026, 10, 5, 12, 0, 0));
  });

  it("has Step Functions' own functions", async () => {
    expect(await resultOf('$partition([1,2,3,4,5], 2)')).toEqual([[1, 2], [3, 4], [5]]);
    expect(await resultOf('$range(0, 10, 3)')).toEqual([0, 3, 6, 9]);
    expect(await resultOf('$range(-1.7, 2, 1)')).toEqual([-1, 0, 1, 2]);
    expect(await resultOf('$count($range(1, 5000, 1))')).toBe(5000);
    expect(await resultOf('[$partition($x, 2), $range($x, 2, 1), $hash($x, "MD5"), $parse($x)]')).toEqual([]);
    expect(await messageOf('$range(1, 1000000, 1)')).toMatch(/memory limit exceeded/);
    expect(await resultOf("$hash('input data', 'MD5')")).toBe('812f45842bc6d66ee14572ce20db8e86');
    expect(await resultOf('$random()')).toBe(0.25);
    expect(await resultOf('$random(42)')).toBe(0.7275636800328681);
    expect(await resultOf('$uuid()')).toBe('f81d4fae-7dec-11d0-a765-00a0c91e6bf6');
    expect(await resultOf('$parse(\'{"a": 1}\').a')).toBe(1);
  });

  it('refuses $eval', async () => {
    expect(await messageOf("$eval('1')")).toBe('T1006: Attempted to invoke a non-function');
  });

  it('tells why an expression failed, with its code', async () => {
    expect(await messageOf("1 + 'a'")).toMatch(/^T2002: /);
  });

  it('gives nothing for what is not there', async () => {
    expect(await evaluate('$nothing')).toEqual({ ok: true });
  });

  it('refuses a value that has no JSON', async () => {
    expect(await messageOf('function($x) { $x }')).toContain('function');
    expect(await messageOf('[$sum]')).toContain('function');
  });

  it('keeps no trace of sequences in its values', async () => {
    const value = await resultOf('$x.a', { x: [{ a: 1 }, { a: 2 }] });
    expect(Object.getOwnPropertyNames(value)).toEqual(['0', '1', 'length']);
  });

  it('gives up an endless recursion in tail position', async () => {
    expect(await messageOf('($f := function($n) { $f($n + 1) }; $f(1))')).toBe(
      'Expression evaluation timeout: Check for infinite loop',
    );
  });

  it('gives up a recursion that nests ever deeper', async () => {
    expect(await messageOf('($f := function($n) { 1 + $f($n + 1) }; $f(1))')).toMatch(/^Stack overflow error: /);
  });

  it('pads and tells distinct values apart as the library does, at bounded cost', async () => {
    expect(await resultOf("[$pad('foo', 5), $pad('foo', -5, '#'), $pad('foo', 8, '12')]")).toEqual([
      'foo  ',
      '##foo',
      'foo12121',
    ]);
    expect(await messageOf("$pad('', 1000000000)")).toMatch(/memory limit exceeded/);
    expect(await resultOf("$distinct([1, '1', 1, {'a': 1, 'b': 2}, {'b': 2, 'a': 1}])")).toEqual([
      1,
      '1',
      { a: 1, b: 2 },
    ]);
    expect(await resultOf('$distinct($x.a)', { x: [{ a: 1 }, { a: 1 }] })).toBe(1);
    expect(await resultOf('$count($distinct([1..9000]))')).toBe(9000);
  });

  it('lets other work go on meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await evaluate('$map([1..4000], function($v) { $v + 1 })');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });

  it('matches regular expressions in linear time', async () => {
    const text = `${'a'.repeat(50_000)}!`;
    expect(await resultOf('$contains($text, /^(a+)+$/)', { text })).toBe(false);
    expect(await resultOf("$replace('aXbX', /X/, '-')")).toBe('a-b-');
    expect(await resultOf("$match('ab12', /(\\d)(\\d)/).groups")).toEqual(['1', '2']);
    expect(await resultOf("$contains('ABC', /b/i)")).toBe(true);
  });

  it('reports a regular expression that cannot run in linear time', async () => {
    expect(await messageOf("$contains('aa', /(a)\\1/)")).not.toMatch(/^gave/);
  });
});
