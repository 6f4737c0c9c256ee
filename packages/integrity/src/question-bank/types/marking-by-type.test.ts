import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CREDIT_UNITS_MAX } from '../question-kind.ts';
import type { MatchingQuestion } from './matching.ts';
import { matching } from './matching.ts';
import type { MultipleResponseQuestion } from './multiple-response.ts';
import { multipleResponse } from './multiple-response.ts';
import type { NumericalQuestion } from './numerical.ts';
import { numerical, parseNumber } from './numerical.ts';
import { normaliseText, shortAnswer } from './short-answer.ts';

const base = {
  id: 'q',
  version: 1,
  topic: 'quoting',
  difficulty: 1 as const,
  pool: 'exam' as const,
  stem: 'Which?',
  feedback: 'Because.',
  source: 'A guide',
  status: 'active' as const,
};

const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `o${index}`, text: `Option ${index}` }));

describe('multiple response', () => {
  const question: MultipleResponseQuestion = {
    ...base,
    type: 'multiple-response',
    options: options(5),
    correct: ['o0', 'o1', 'o2'],
  };
  const share = (...choices: string[]) =>
    multipleResponse.creditUnits(question, { type: 'multiple-response', choices }) / CREDIT_UNITS_MAX;

  it('earns the share of right options chosen, less the share of wrong ones', () => {
    expect(share('o0', 'o1', 'o2')).toBe(1);
    expect(share('o0', 'o1')).toBeCloseTo(2 / 3);
    expect(share('o0', 'o1', 'o2', 'o3')).toBeCloseTo(1 / 2);
    expect(share('o0', 'o3')).toBe(0);
  });

  it('marks a blank answer as zero', () => expect(share()).toBe(0));

  it('marks everything chosen as zero', () => expect(share('o0', 'o1', 'o2', 'o3', 'o4')).toBe(0));

  it('counts an option chosen twice once', () => expect(share('o0', 'o0', 'o0')).toBeCloseTo(1 / 3));

  it('never earns more by one more wrong option, nor less by one more right one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 10 }).chain((count) =>
          fc.record({
            count: fc.constant(count),
            right: fc.integer({ min: 1, max: count - 1 }),
            chosen: fc.subarray(options(count).map(({ id }) => id)),
            added: fc.integer({ min: 0, max: count - 1 }),
          }),
        ),
        ({ count, right, chosen, added }) => {
          const all = options(count);
          const correct = all.slice(0, right).map(({ id }) => id);
          const q: MultipleResponseQuestion = { ...base, type: 'multiple-response', options: all, correct };
          const units = (choices: string[]) => multipleResponse.creditUnits(q, { type: 'multiple-response', choices });
          const more = units([...chosen, `o${added}`]);
          if (added < right) expect(more).toBeGreaterThanOrEqual(units(chosen));
          else expect(more).toBeLessThanOrEqual(units(chosen));
        },
      ),
    );
  });

  it('knows the odds of choosing blindly', () => {
    const two = multipleResponse.guesses({ ...question, correct: ['o0', 'o1'] })[1];
    expect(two?.map(({ probability }) => probability)).toEqual([
      expect.closeTo(0.3),
      expect.closeTo(0.6),
      expect.closeTo(0.1),
    ]);
  });
});

describe('matching', () => {
  const question = (promptCount: number, choiceCount: number): MatchingQuestion => ({
    ...base,
    type: 'matching',
    prompts: Array.from({ length: promptCount }, (_, index) => ({ id: `p${index}`, text: `Prompt ${index}` })),
    choices: Array.from({ length: choiceCount }, (_, index) => ({ id: `c${index}`, text: `Choice ${index}` })),
    correct: Object.fromEntries(Array.from({ length: promptCount }, (_, index) => [`p${index}`, `c${index}`])),
  });

  it('earns the share of prompts matched', () => {
    const units = matching.creditUnits(question(4, 4), { type: 'matching', pairs: { p0: 'c0', p1: 'c1', p2: 'c3' } });
    expect(units / CREDIT_UNITS_MAX).toBe(1 / 2);
  });

  it('takes no credit from names that every object inherits', () => {
    const pairs = JSON.parse('{"__proto__": "c0", "constructor": "c1"}');
    expect(matching.creditUnits(question(2, 2), { type: 'matching', pairs })).toBe(0);
  });

  it('refuses two prompts with one choice', () => {
    const parsed = matching.schema.safeParse({ ...question(2, 2), correct: { p0: 'c0', p1: 'c0' } });
    expect(parsed.error?.issues[0]?.path).toEqual(['correct', 'p1']);
  });

  it('knows the odds of every blind strategy, as counted over all of them', () => {
    for (const [promptCount, choiceCount] of [
      [2, 2],
      [3, 3],
      [3, 4],
      [4, 4],
      [4, 5],
    ] as const) {
      const counted = countedStrategies(promptCount, choiceCount);
      const known = matching.guesses(question(promptCount, choiceCount)).map((strategy) => {
        const byHits = Array.from({ length: promptCount + 1 }, () => 0);
        for (const { creditUnits, probability } of strategy)
          byHits[Math.round((creditUnits * promptCount) / CREDIT_UNITS_MAX)] = probability;
        return byHits.map((probability) => probability.toFixed(6)).join(' ');
      });
      expect(new Set(known)).toEqual(counted);
    }
  });
});

describe('numerical', () => {
  const question: NumericalQuestion = { ...base, type: 'numerical', value: 2.3, tolerance: 0.1 };
  const earns = (value: string) => numerical.creditUnits(question, { type: 'numerical', value }) > 0;

  it.each(['2.3', '2,3', ' 2.30 ', '2.4', '2.2', '+2.3', '2３'.replace('2３', '２.３')])('takes %j', (value) =>
    expect(earns(value)).toBe(true),
  );

  it.each(['2.41', '2.19', '-2.3', '', 'two', '2.3.0', '2..3', 'Infinity', 'NaN', '0x2'])('does not take %j', (value) =>
    expect(earns(value)).toBe(false),
  );

  it('reads spaces between thousands, and no comma there', () => {
    expect(parseNumber('40 000')).toBe(40_000);
    expect(parseNumber('40\u202f000,5')).toBe(40_000.5);
    expect(parseNumber('40 00')).toBeUndefined();
    expect(parseNumber('1,234,567')).toBeUndefined();
    expect(parseNumber('−7')).toBe(-7);
  });

  it('asks for a number when given words', () => {
    expect(numerical.parseAnswer(question, {}, { value: 'forty' })).toMatchObject({
      ok: false,
      errors: [{ field: 'value' }],
    });
    expect(numerical.parseAnswer(question, {}, { value: '' }).ok).toBe(true);
  });
});

describe('short answer', () => {
  const earns = (text: string, ...accepted: string[]) =>
    shortAnswer.creditUnits({ ...base, type: 'short-answer', accepted }, { type: 'short-answer', text }) > 0;

  it.each([
    ['Et  Al.', 'et al.'],
    ['  et al', 'et al.'],
    ['“et al.”', 'et al.'],
    ['"et al".', 'et al.'],
    ["'“et al.”'", 'et al.'],
    ['author’s', "author's"],
    ['cafe\u0301', 'caf\u00e9'],
    ['self–plagiarism', 'self-plagiarism'],
    ['ＤＯＩ', 'doi'],
  ])('takes %j for %j', (text, accepted) => expect(earns(text, accepted)).toBe(true));

  it.each([
    ['', 'et al.'],
    ['.', 'et al.'],
    ['et', 'et al.'],
    ['et alia', 'et al.'],
    ['cafe', 'café'],
  ])('does not take %j for %j', (text, accepted) => expect(earns(text, accepted)).toBe(false));

  it('normalises to a form that is not changed again', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.oneof(
            fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
            fc.constantFrom('"', "'", '.', ' ', '\u2057', '\u2026'),
          ),
          maxLength: 30,
        }),
        (text) => {
          expect(normaliseText(normaliseText(text))).toBe(normaliseText(text));
        },
      ),
    );
  });
});

/** Every blind strategy's distribution of hits, counted: one function from prompts to choices against every key. */
function countedStrategies(promptCount: number, choiceCount: number): Set<string> {
  const keys = injections(promptCount, choiceCount);
  const result = new Set<string>();
  for (let code = 0; code < choiceCount ** promptCount; code += 1) {
    const guess = Array.from({ length: promptCount }, (_, at) => Math.floor(code / choiceCount ** at) % choiceCount);
    const byHits = Array.from({ length: promptCount + 1 }, () => 0);
    for (const key of keys) {
      const hits = key.filter((choice, at) => guess[at] === choice).length;
      byHits[hits] = (byHits[hits] ?? 0) + 1 / keys.length;
    }
    result.add(byHits.map((probability) => probability.toFixed(6)).join(' '));
  }
  return result;
}

function injections(promptCount: number, choiceCount: number): number[][] {
  if (promptCount === 0) return [[]];
  return injections(promptCount - 1, choiceCount).flatMap((rest) =>
    Array.from({ length: choiceCount }, (_, choice) => choice)
      .filter((choice) => !rest.includes(choice))
      .map((choice) => [...rest, choice]),
  );
}
