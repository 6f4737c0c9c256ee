import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topicQuotas, trueFalseMax } from '../question-bank/blueprint.ts';
import type { Question } from '../question-bank/question.ts';
import type { DrawExamInput } from './drawing.ts';
import { drawExam, QuestionBankTooSmall } from './drawing.ts';

const common = (id: string, topic: string) => ({
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

const choice = (id: string, topic = 'quoting'): Question => ({
  ...common(id, topic),
  type: 'single-choice',
  options: ['a', 'b', 'c', 'd'].map((option) => ({ id: option, text: option })),
  correct: 'a',
});

const statement = (id: string, topic = 'quoting'): Question => ({
  ...common(id, topic),
  type: 'true-false',
  correct: true,
});

const many = (count: number, make: (id: string) => Question, prefix = 'q') =>
  Array.from({ length: count }, (_, index) => make(`${prefix}${index}`));

const input = (questions: readonly Question[], change: Partial<DrawExamInput> = {}): DrawExamInput => ({
  questions,
  blueprint: { quoting: 1 },
  count: 5,
  seed: 'seed',
  seenQuestionIds: new Set(),
  exposureCounts: new Map(),
  ...change,
});

const ids = (drawn: readonly { questionId: string }[]) => drawn.map(({ questionId }) => questionId).sort();

describe('drawExam', () => {
  it('draws the same exam for the same seed, however the bank is sorted, and another for another', () => {
    const bank = many(30, choice);
    expect(drawExam(input([...bank].reverse()))).toEqual(drawExam(input(bank)));
    expect(drawExam(input(bank, { seed: 'other' }))).not.toEqual(drawExam(input(bank)));
  });

  it('takes what was drawn least before what was drawn more', () => {
    const bank = many(10, choice);
    const exposureCounts = new Map(bank.map((question, index) => [question.id, index < 5 ? 9 : 2]));
    expect(ids(drawExam(input(bank, { exposureCounts })))).toEqual(['q5', 'q6', 'q7', 'q8', 'q9']);
  });

  it('takes what the student has not seen, even if drawn more, and repeats only when it must', () => {
    const bank = many(8, choice);
    const exposureCounts = new Map(bank.map((question, index) => [question.id, index]));
    const seenQuestionIds = new Set(['q0', 'q1', 'q2', 'q3']);
    expect(ids(drawExam(input(bank, { exposureCounts, seenQuestionIds })))).toEqual(['q0', 'q4', 'q5', 'q6', 'q7']);
  });

  it('takes only the latest version, and only if it is active and for exams', () => {
    const bank: Question[] = [
      ...many(5, choice),
      { ...choice('q0'), version: 2 },
      choice('voided'),
      { ...choice('voided'), version: 2, status: 'voided' },
      { ...choice('old'), status: 'retired' },
      { ...choice('try'), pool: 'practice' },
    ];
    const drawn = drawExam(input(bank));
    expect(ids(drawn)).toEqual(['q0', 'q1', 'q2', 'q3', 'q4']);
    expect(drawn.find(({ questionId }) => questionId === 'q0')?.version).toBe(2);
  });

  it('says of which topics there is too little', () => {
    const draw = () => drawExam(input(many(4, choice), { blueprint: { quoting: 1, collusion: 1 }, count: 4 }));
    expect(draw).toThrow(QuestionBankTooSmall);
    expect(draw).toThrow('collusion needs 2 and has 0');
  });

  it('refuses to go over the true/false limit to fill an exam', () => {
    const bank = [...many(3, choice), ...many(9, statement, 's')];
    expect(() => drawExam(input(bank))).toThrow(QuestionBankTooSmall);
    expect(drawExam(input([...bank, choice('q9')]))).toHaveLength(5);
  });

  it('keeps true/false questions for the topic that cannot do without', () => {
    const bank = [
      ...many(20, (id) => statement(id, 'quoting'), 's'),
      ...many(20, (id) => choice(id, 'quoting')),
      ...many(9, (id) => choice(id, 'collusion'), 'c'),
      ...many(4, (id) => statement(id, 'collusion'), 't'),
    ];
    const exposureCounts = new Map(bank.map((question) => [question.id, question.type === 'true-false' ? 0 : 5]));
    for (const seed of ['a', 'b', 'c', 'd']) {
      const drawn = drawExam(input(bank, { blueprint: { quoting: 1, collusion: 1 }, count: 20, seed, exposureCounts }));
      expect(drawn.filter(({ questionId }) => /^[st]/.test(questionId))).toHaveLength(4);
      expect(drawn.filter(({ questionId }) => questionId.startsWith('t')).length).toBeGreaterThanOrEqual(1);
    }
  });

  it('puts every option in every place about equally often', () => {
    const bank = many(5, choice);
    const counts = new Map<string, number>();
    for (let exam = 0; exam < 1000; exam += 1)
      for (const { order } of drawExam(input(bank, { seed: `exam-${exam}` })))
        for (const [place, id] of (order.options ?? []).entries())
          counts.set(`${id}${place}`, (counts.get(`${id}${place}`) ?? 0) + 1);
    // 5,000 orders, 1,250 expected in each place; five standard deviations are about 153.
    expect(counts.size).toBe(16);
    for (const count of counts.values()) expect(Math.abs(count - 1250)).toBeLessThan(153);
  });

  it('exposes the questions of a topic evenly when each draw is counted', () => {
    const bank = many(12, choice);
    const exposureCounts = new Map<string, number>();
    for (let exam = 0; exam < 120; exam += 1)
      for (const { questionId } of drawExam(input(bank, { seed: `exam-${exam}`, exposureCounts })))
        exposureCounts.set(questionId, (exposureCounts.get(questionId) ?? 0) + 1);
    expect([...exposureCounts.values()]).toEqual(Array.from({ length: 12 }, () => 50));
  });

  it('keeps the blueprint, the limits and the student in mind for any bank that allows it', () => {
    const topics = ['quoting', 'citing', 'collusion'] as const;
    const bankArbitrary = fc.array(
      fc.record({
        topic: fc.constantFrom(...topics),
        trueFalse: fc.boolean(),
        seen: fc.boolean(),
        exposure: fc.nat(3),
      }),
      { minLength: 5, maxLength: 60 },
    );
    fc.assert(
      fc.property(bankArbitrary, fc.integer({ min: 1, max: 25 }), fc.string(), (rows, count, seed) => {
        const bank = rows.map((row, index) =>
          row.trueFalse ? statement(`q${index}`, row.topic) : choice(`q${index}`, row.topic),
        );
        const rowOf = (id: string) => rows[Number(id.slice(1))] as (typeof rows)[number];
        const blueprint = { quoting: 3, citing: 2, collusion: 1 };
        const quotas = topicQuotas(blueprint, count);
        const best = fewestSeen(rows, quotas, trueFalseMax(count));
        const draw = () =>
          drawExam({
            questions: bank,
            blueprint,
            count,
            seed,
            seenQuestionIds: new Set(bank.filter(({ id }) => rowOf(id).seen).map(({ id }) => id)),
            exposureCounts: new Map(bank.map(({ id }) => [id, rowOf(id).exposure])),
          });
        if (best === undefined) {
          expect(draw).toThrow(QuestionBankTooSmall);
          return;
        }
        const drawn = draw().map(({ questionId }) => questionId);
        expect(new Set(drawn).size).toBe(count);
        for (const [topic, quota] of quotas)
          expect(drawn.filter((id) => rowOf(id).topic === topic)).toHaveLength(quota);
        expect(drawn.filter((id) => rowOf(id).trueFalse).length).toBeLessThanOrEqual(trueFalseMax(count));
        expect(drawn.filter((id) => rowOf(id).seen)).toHaveLength(best);
      }),
      { numRuns: 500 },
    );
  });
});

/** By trying every way to share out the true/false questions: the fewest seen questions, or undefined if none works. */
function fewestSeen(
  rows: readonly { topic: string; trueFalse: boolean; seen: boolean }[],
  quotas: ReadonlyMap<string, number>,
  trueFalseLimit: number,
): number | undefined {
  let bestByUsed = new Map([[0, 0]]);
  for (const [topic, quota] of quotas) {
    const count = (trueFalse: boolean, seen: boolean) =>
      rows.filter((row) => row.topic === topic && row.trueFalse === trueFalse && row.seen === seen).length;
    const next = new Map<number, number>();
    for (const [used, seenBefore] of bestByUsed)
      for (let statements = 0; statements <= Math.min(quota, trueFalseLimit - used); statements += 1) {
        const choices = quota - statements;
        if (statements > count(true, true) + count(true, false)) continue;
        if (choices > count(false, true) + count(false, false)) continue;
        const seen = Math.max(0, statements - count(true, false)) + Math.max(0, choices - count(false, false));
        const total = seenBefore + seen;
        if (total < (next.get(used + statements) ?? Number.POSITIVE_INFINITY)) next.set(used + statements, total);
      }
    bestByUsed = next;
  }
  return bestByUsed.size === 0 ? undefined : Math.min(...bestByUsed.values());
}
