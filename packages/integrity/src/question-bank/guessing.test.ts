import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../exam/seeded-random.ts';
import { checkGuessing, guessingProbability } from './guessing.ts';
import type { Question } from './question.ts';
import { guessStrategies } from './question-types.ts';

const common = (id: string, topic = 'quoting') => ({
  id,
  version: 1,
  topic,
  difficulty: 1 as const,
  pool: 'exam' as const,
  stem: `Stem of ${id}`,
  feedback: 'Because.',
  source: 'A guide',
  status: 'active' as const,
});

const optionList = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `o${index}`, text: `Option ${index}` }));

const choice = (id: string, optionCount = 4, topic?: string): Question => ({
  ...common(id, topic),
  type: 'single-choice',
  options: optionList(optionCount),
  correct: 'o0',
});

const statement = (id: string): Question => ({ ...common(id), type: 'true-false', correct: true });

const response = (id: string): Question => ({
  ...common(id),
  type: 'multiple-response',
  options: optionList(5),
  correct: ['o0', 'o1'],
});

/** Credit in sevenths and thirds. */
const sevenths = (id: string): Question => ({
  ...common(id),
  type: 'multiple-response',
  options: optionList(10),
  correct: ['o0', 'o1', 'o2', 'o3', 'o4', 'o5', 'o6'],
});

const threePairs = (id: string): Question => ({
  ...common(id),
  type: 'matching',
  prompts: optionList(3),
  choices: optionList(4),
  correct: { o0: 'o0', o1: 'o1', o2: 'o2' },
});

const many = (count: number, make: (id: string) => Question, prefix = 'q') =>
  Array.from({ length: count }, (_, index) => make(`${prefix}${index}`));

const blueprint = { quoting: 1 };
const once = { questionCount: 20, passMarkPercent: 70, attempts: 1 };

/** At least `hits` of `count` when each succeeds with probability `p`. */
function binomialTail(count: number, hits: number, p: number): number {
  let tail = 0;
  for (let k = hits; k <= count; k += 1) {
    let term = 1;
    for (let step = 1; step <= k; step += 1) term = (term * (count - k + step)) / step;
    tail += term * p ** k * (1 - p) ** (count - k);
  }
  return tail;
}

describe('guessingProbability', () => {
  it('is the binomial tail when all questions are alike', () => {
    expect(guessingProbability(many(30, choice), blueprint, once)).toBeCloseTo(binomialTail(20, 14, 1 / 4), 12);
    const ofThree = many(30, (id) => choice(id, 3));
    expect(guessingProbability(ofThree, blueprint, once)).toBeCloseTo(binomialTail(20, 14, 1 / 3), 12);
  });

  it('assumes as many true/false questions as may be drawn, and no more', () => {
    const bank = [...many(30, choice), ...many(30, statement, 's')];
    let expected = 0;
    for (let right = 0; right <= 4; right += 1)
      expected +=
        (binomialTail(4, right, 1 / 2) - binomialTail(4, right + 1, 1 / 2)) * binomialTail(16, 14 - right, 1 / 4);
    expect(guessingProbability(bank, blueprint, once)).toBeCloseTo(expected, 12);
  });

  it('assumes the easiest questions that there are, as many as there are', () => {
    const bank = [...many(30, choice), ...many(2, (id) => choice(id, 2), 'easy')];
    let expected = 0;
    for (let right = 0; right <= 2; right += 1)
      expected +=
        (binomialTail(2, right, 1 / 2) - binomialTail(2, right + 1, 1 / 2)) * binomialTail(18, 14 - right, 1 / 4);
    expect(guessingProbability(bank, blueprint, once)).toBeCloseTo(expected, 12);
  });

  it('keeps to the blueprint when it looks for the easiest exam', () => {
    const bank = [...many(30, (id) => choice(id, 4, 'quoting')), ...many(30, (id) => choice(id, 2, 'collusion'), 'c')];
    let expected = 0;
    for (let right = 0; right <= 5; right += 1)
      expected +=
        (binomialTail(5, right, 1 / 2) - binomialTail(5, right + 1, 1 / 2)) * binomialTail(15, 14 - right, 1 / 4);
    expect(guessingProbability(bank, { quoting: 3, collusion: 1 }, once)).toBeCloseTo(expected, 12);
  });

  it('grows with the attempts as independent tries do', () => {
    const bank = many(30, (id) => choice(id, 2));
    const p = binomialTail(20, 14, 1 / 2);
    expect(guessingProbability(bank, blueprint, { ...once, attempts: 3 })).toBeCloseTo(1 - (1 - p) ** 3, 12);
  });

  it('is never below what any fixed strategy reaches, and close to the best of them', () => {
    const policy = { questionCount: 5, passMarkPercent: 60, attempts: 1 };
    const bank = many(10, response);
    const strategies = guessStrategies(response('any'));
    const bound = guessingProbability(bank, blueprint, policy);
    const reached = strategies.map((strategy) => {
      let byUnits = new Map([[0, 1]]);
      for (let question = 0; question < 5; question += 1) {
        const next = new Map<number, number>();
        for (const [units, p] of byUnits)
          for (const { creditUnits, probability } of strategy)
            next.set(units + creditUnits, (next.get(units + creditUnits) ?? 0) + p * probability);
        byUnits = next;
      }
      return [...byUnits].filter(([units]) => units >= 0.6 * 5 * 2520).reduce((sum, [, p]) => sum + p, 0);
    });
    expect(bound).toBeGreaterThanOrEqual(Math.max(...reached) - 1e-12);
    expect(bound).toBeLessThan(3 * Math.max(...reached));
  });

  it('agrees with chance played out', () => {
    const policy = { questionCount: 5, passMarkPercent: 60, attempts: 1 };
    const randomBelow = seededRandom('dice');
    let passes = 0;
    for (let exam = 0; exam < 40_000; exam += 1) {
      let right = 0;
      for (let question = 0; question < 5; question += 1) if (randomBelow(4) === 0) right += 1;
      if (right >= 3) passes += 1;
    }
    expect(guessingProbability(many(5, choice), blueprint, policy)).toBeCloseTo(passes / 40_000, 2);
  });

  it('is never below the best of all draws and fixed strategies, tried one by one', () => {
    const kinds = fc.constantFrom(
      (id: string) => choice(id, 2),
      (id: string) => choice(id, 3),
      (id: string) => choice(id, 4),
      statement,
      response,
      sevenths,
      threePairs,
    );
    fc.assert(
      fc.property(
        fc.array(kinds, { minLength: 5, maxLength: 8 }),
        fc.integer({ min: 30, max: 100 }),
        (makes, passMarkPercent) => {
          const bank = makes.map((make, index) => make(`q${index}`));
          const policy = { questionCount: 5, passMarkPercent, attempts: 1 };
          const tried = bestOfAll(bank, policy.questionCount, passMarkPercent);
          const bound = guessingProbability(bank, blueprint, policy);
          expect(bound).toBeGreaterThanOrEqual(tried - 1e-9);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is 0 for a bank from which no exam can be drawn, and 1 if nothing is needed to pass', () => {
    expect(guessingProbability(many(3, choice), blueprint, once)).toBe(0);
    expect(guessingProbability(many(30, choice), blueprint, { ...once, passMarkPercent: 0 })).toBe(1);
  });
});

describe('checkGuessing', () => {
  it('lets four options through and refuses three, with the figure', () => {
    const policy = { ...once, attempts: 3 };
    expect(checkGuessing(many(30, choice), blueprint, policy)).toMatchObject({ ok: true });
    const check = checkGuessing(
      many(30, (id) => choice(id, 3)),
      blueprint,
      policy,
    );
    expect(check.ok).toBe(false);
    expect(check).toMatchObject({ message: expect.stringContaining('0.26 %') });
  });
});

/** Tries every set of questions that may be drawn, and on each every way to choose one of four strategies a question. */
function bestOfAll(bank: readonly Question[], count: number, passMarkPercent: number): number {
  const unitsNeeded = (passMarkPercent * count * 2520) / 100;
  const tried = new Map<string, number>();
  let best = 0;
  for (const drawn of subsets(bank, count)) {
    if (drawn.filter(({ type }) => type === 'true-false').length > 1) continue;
    const alike = drawn.map((question) => JSON.stringify(guessStrategies(question))).sort();
    const known = tried.get(alike.join());
    const found = known ?? bestStrategies(drawn, new Map([[0, 1]]), unitsNeeded);
    tried.set(alike.join(), found);
    best = Math.max(best, found);
  }
  return best;
}

function bestStrategies(drawn: readonly Question[], byUnits: ReadonlyMap<number, number>, unitsNeeded: number): number {
  const [question, ...rest] = drawn;
  if (question === undefined)
    return [...byUnits].reduce((sum, [units, p]) => sum + (units >= unitsNeeded - 1e-6 ? p : 0), 0);
  return Math.max(
    ...guessStrategies(question)
      .slice(-4)
      .map((strategy) => {
        const next = new Map<number, number>();
        for (const [units, p] of byUnits)
          for (const { creditUnits, probability } of strategy)
            next.set(units + creditUnits, (next.get(units + creditUnits) ?? 0) + p * probability);
        return bestStrategies(rest, next, unitsNeeded);
      }),
  );
}

function subsets<T>(items: readonly T[], size: number): T[][] {
  const [first, ...rest] = items;
  if (size === 0) return [[]];
  if (first === undefined) return [];
  return [...subsets(rest, size - 1).map((subset) => [first, ...subset]), ...subsets(rest, size)];
}
