import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { createEvaluator } from './evaluate.ts';
import { OUT_OF_MEMORY, OUT_OF_STACK, OUT_OF_TIME } from './functions.ts';
import { defaultBudget } from './meter.ts';

const evaluate = createEvaluator();
const ask = (source: string, bindings: JsonObject = {}) =>
  evaluate({ source, bindings, nowMs: 0, random: () => 0.5, newId: () => 'id' });

async function resultOf(source: string, bindings?: JsonObject): Promise<unknown> {
  const answer = await ask(source, bindings);
  return answer.ok ? answer.value : answer.message;
}

/** What the library makes of it by itself. */
async function libraryResultOf(source: string, bindings: JsonObject): Promise<unknown> {
  try {
    const value: unknown = await jsonata(source).evaluate(undefined, bindings);
    return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

/** How many turns the event loop has while the expression is evaluated. */
async function turnsDuring(source: string, bindings: JsonObject): Promise<number> {
  let turns = 0;
  let going = true;
  const count = (): void => {
    turns += 1;
    if (going) setImmediate(count);
  };
  setImmediate(count);
  await ask(source, bindings);
  going = false;
  return turns;
}

const shorter = Array.from({ length: 3000 }, (_, index) => (index * 7919) % 3000);
const list = Array.from({ length: 60_000 }, (_, index) => (index * 7919) % 60_000);
const text = 'ab'.repeat(60_000);

describe('costly JSONata', () => {
  it.each([
    ['a text that doubles', '($f := function($s, $n) { $n = 0 ? $length($s) : $f($s & $s, $n - 1) }; $f("aaaa", 40))'],
    ['a list that doubles', '($f := function($s, $n) { $n = 0 ? $s : $f($append($s, $s), $n - 1) }; $f([1, 2], 40))'],
    ['an object in itself', '($f := function($s, $n) { $n = 0 ? $s : $f({"a": $s, "b": $s}, $n - 1) }; $f(1, 60))'],
    ['its text', '($f := function($s, $n) { $n = 0 ? $string($s) : $f([[$s, $s]], $n - 1) }; $f(1, 60))'],
    ['what compares it', '($f := function($s, $n) { $n = 0 ? $s : $f([[$s, $s]], $n - 1) }; $f(1, 60) = $f(1, 60))'],
    ['what is beneath it', '($f := function($s, $n) { $n = 0 ? $s.** : $f({"a": $s, "b": $s}, $n - 1) }; $f(1, 60))'],
  ])('gives up %s', async (_what, source) => {
    expect(await resultOf(source)).toBe(OUT_OF_MEMORY);
  });

  it('gives up a great many matches, and takes many', async () => {
    expect(await resultOf('$count($match($text, /a/))', { text: text.slice(0, 50_000) })).toBe(25_000);
    expect(await resultOf('$count($match($text, /a/))', { text })).toBe(OUT_OF_TIME);
    expect(await resultOf('$length($replace($text, /[ab]/, ""))', { text })).toBe(OUT_OF_TIME);
    expect(await resultOf('$count($split($text, /a/))', { text })).toBe(OUT_OF_TIME);
  });

  it('gives up comparisons without end', async () => {
    const hasty = createEvaluator({ ...defaultBudget, steps: 60_000 });
    const hastyMessage = async (source: string): Promise<unknown> => {
      const answer = await hasty({ source, bindings: { shorter }, nowMs: 0, random: () => 0.5, newId: () => 'id' });
      return answer.ok ? 'gave something' : answer.message;
    };
    expect(await hastyMessage('$count($shorter^(>$))')).toBe(OUT_OF_TIME);
    expect(await hastyMessage('$sort($shorter, function($a, $b) { $a < $b })[0]')).toBe(OUT_OF_TIME);
    expect(await resultOf('$sort($shorter, function($a, $b) { $a < $b })[[0..1]]', { shorter })).toEqual([2999, 2998]);
    expect(await resultOf('$count($keys($list{$string($): $}))', { list: list.slice(0, 12_000) })).toBe(OUT_OF_STACK);
  });

  it('sorts as many values as a payload holds', async () => {
    expect(await resultOf('$sort($list)[[0..2]]', { list })).toEqual([0, 1, 2]);
    expect(await resultOf('$sort($list.$string())[0]', { list })).toBe('0');
  });

  it('sorts and spreads as the library does', async () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('a', 'b', 'B', 'é', ''), fc.boolean());
    const lists = fc.oneof(fc.array(fc.integer({ min: -5, max: 5 })), fc.array(fc.string()), fc.array(value));
    const member = fc.oneof(value, fc.dictionary(fc.constantFrom('a', 'b', 'c'), value), fc.array(value));
    await fc.assert(
      fc.asyncProperty(lists, fc.array(member), fc.integer({ min: 1, max: 4 }), async (items, objects, by) => {
        const bindings = { items: items as never, objects: objects as never, by };
        for (const source of [
          '$sort($items)',
          '$sort($items, function($a, $b) { $string($a) > $string($b) })',
          '$sort($items.{"n": $, "at": $string($)}, function($a, $b) { $length($a.at) % $by > $length($b.at) % $by })',
          '$spread($objects)',
          '$count($spread($objects))',
          '[$spread($objects[0])]',
        ]) {
          const expected = await libraryResultOf(source, bindings);
          const got = await resultOf(source, bindings);
          if (typeof expected === 'string' && /^[A-Z]\d{4}$/.test(expected)) expect(got).toMatch(expected);
          else expect(got).toEqual(expected);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('reads dates by pictures as the library does, and refuses pictures that can be read in too many ways', async () => {
    for (const [date, picture] of [
      ['20260911', '[Y0001][M01][D01]'],
      ['20260911T235859', '[Y0001][M01][D01]T[H01][m01][s01]'],
      ['11 September 2026', '[D] [MNn] [Y]'],
      ['11/9/2026 3:04 PM', '[D]/[M]/[Y] [h]:[m01] [PN]'],
      ['the eleventh of September, two thousand and twenty-six', 'the [Dwo] of [MNn], [Yw]'],
      ['2026-09-11T12:00:00.123+02:00', '[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01]'],
    ]) {
      const source = `$toMillis('${date}', '${picture}')`;
      const expected = await libraryResultOf(source, {});
      expect(expected).toEqual(expect.any(Number));
      expect(await resultOf(source)).toBe(expected);
    }
    const digits = '1'.repeat(60);
    expect(await resultOf("$toMillis($digits & 'x', '[Y][M][D][H][m][s][f][d]')", { digits })).toMatch(/too many ways/);
    expect(await resultOf("$toMillis($digits, '[FNn][MNn][FNn][MNn][FNn][MNn]!')", { digits })).toMatch(/too many/);
  });

  it.each([
    ['sorting', '$map([1..10], function($i) { $sort($list)[0] })'],
    ['text', '$map([1..10], function($i) { $length($string($list)) })'],
    ['partitions', '$map([1..10], function($i) { $count($partition($list, 1)) })'],
    ['matches', '$map([1..10], function($i) { $contains($text, /ab$/) })'],
  ])('lets other work go on between steps that are costly by themselves: %s', async (_what, source) => {
    expect(await turnsDuring(source, { list, text })).toBeGreaterThanOrEqual(9);
  });
});
