import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../exam/seeded-random.ts';
import type { DrawnQuestion, Question } from './question.ts';
import { answeredArbitrary, questionArbitrary } from './question-arbitraries.ts';
import { CREDIT_UNITS_MAX } from './question-kind.ts';
import {
  answerSchema,
  correctAnswer,
  creditUnits,
  drawOrder,
  guessStrategies,
  isBlank,
  parseAnswer,
  QUESTION_TYPES,
  questionSchema,
  toPublicAnswer,
  toPublicQuestion,
  typeLabel,
} from './question-types.ts';

const draw = (question: Question, seed: string): DrawnQuestion => ({
  questionId: question.id,
  version: question.version,
  order: drawOrder(question, seededRandom(seed)),
});

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

const single: Question = {
  ...base,
  type: 'single-choice',
  options: [
    { id: 'a', text: 'One' },
    { id: 'b', text: 'Two' },
    { id: 'c', text: 'Three' },
  ],
  correct: 'a',
};

describe('every question type', () => {
  it('generates questions that its own schema takes, unchanged', () => {
    fc.assert(
      fc.property(questionArbitrary, (question) => {
        expect(questionSchema.parse(question)).toEqual(question);
        expect(questionSchema.parse(JSON.parse(JSON.stringify(question)))).toEqual(question);
      }),
    );
  });

  it('gives the correct answer full credit and any answer between none and full, in whole units', () => {
    fc.assert(
      fc.property(answeredArbitrary, ({ question, answer }) => {
        expect(creditUnits(question, correctAnswer(question))).toBe(CREDIT_UNITS_MAX);
        const units = creditUnits(question, answer);
        expect(Number.isInteger(units)).toBe(true);
        expect(units).toBeGreaterThanOrEqual(0);
        expect(units).toBeLessThanOrEqual(CREDIT_UNITS_MAX);
        if (isBlank(answer)) expect(units).toBe(0);
      }),
    );
  });

  it('reads back the answer that it put on the page', () => {
    fc.assert(
      fc.property(answeredArbitrary, fc.string(), ({ question, answer }, seed) => {
        const drawn = draw(question, seed);
        const sent = JSON.parse(JSON.stringify(toPublicAnswer(question, drawn, answer)));
        expect(parseAnswer(question, drawn, sent)).toEqual({ ok: true, answer });
        expect(answerSchema.parse(answer)).toEqual(answer);
      }),
    );
  });

  it('shows a browser nothing from which the key could be told', () => {
    fc.assert(
      fc.property(questionArbitrary, fc.string(), (question, seed) => {
        const drawn = draw(question, seed);
        const shown = toPublicQuestion(question, drawn, 2, 20);
        const text = JSON.stringify(shown);
        for (const secret of ['correct', 'FEEDBACK', 'SOURCE', 'accepted', 'tolerance', 'difficulty', 'pool', 'topic'])
          expect(text).not.toContain(secret);
        expect(Object.keys(shown).filter((key) => !PUBLIC_FIELDS.has(key))).toEqual([]);
        // Another key must give the same page: then the page cannot depend on the key.
        expect(toPublicQuestion(withOtherKey(question), drawn, 2, 20)).toEqual(shown);
        expect(shown).toMatchObject({ type: question.type, stem: question.stem, number: 3, count: 20 });
      }),
    );
  });

  it('shows every option once, under values that count from 1 in the drawn order', () => {
    fc.assert(
      fc.property(questionArbitrary, fc.string(), (question, seed) => {
        const shown = toPublicQuestion(question, draw(question, seed), 0, 1);
        for (const name of ['options', 'prompts', 'choices'] as const) {
          const list = listOf(shown, name);
          expect(list.map((item) => item.value)).toEqual(list.map((_, index) => String(index + 1)));
          expect(list.map((item) => item.text).sort()).toEqual(
            listOf(question, name)
              .map((item) => item.text)
              .sort(),
          );
        }
      }),
    );
  });

  it('never takes arbitrary data for an answer to be stored without a known shape', () => {
    fc.assert(
      fc.property(questionArbitrary, fc.anything(), (question, input) => {
        const parsed = parseAnswer(question, draw(question, 's'), input);
        if (parsed.ok) expect(answerSchema.safeParse(parsed.answer).success).toBe(true);
        else {
          expect(parsed.errors.length).toBeGreaterThan(0);
          for (const error of parsed.errors) expect(error.field).toMatch(/^(choice|choices|value|text|pairs(\..*)?)$/);
        }
      }),
    );
  });

  it('knows guessing strategies whose probabilities add up to one', () => {
    fc.assert(
      fc.property(questionArbitrary, (question) => {
        const strategies = guessStrategies(question);
        expect(strategies.length).toBeGreaterThan(0);
        for (const strategy of strategies) {
          expect(strategy.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
          for (const { probability } of strategy) expect(probability).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('has a label of its own', () => {
    expect(new Set(QUESTION_TYPES.map(typeLabel)).size).toBe(6);
  });
});

describe('answers', () => {
  const drawn: DrawnQuestion = { questionId: 'q', version: 1, order: { options: ['c', 'a', 'b'] } };

  it('are read by the position shown, not by the id in the bank', () => {
    expect(parseAnswer(single, drawn, { choice: '2' })).toEqual({
      ok: true,
      answer: { type: 'single-choice', choice: 'a' },
    });
    expect(parseAnswer(single, drawn, { choice: 'a' })).toEqual({
      ok: false,
      errors: [{ field: 'choice', message: 'Choose one of the answers' }],
    });
  });

  it('of another type earn nothing', () => {
    expect(creditUnits(single, { type: 'true-false', value: true })).toBe(0);
    expect(creditUnits(single, undefined)).toBe(0);
  });

  it('that name an unknown match are refused with the line that is wrong', () => {
    const question: Question = {
      ...base,
      type: 'matching',
      prompts: [
        { id: 'p1', text: 'A' },
        { id: 'p2', text: 'B' },
      ],
      choices: [
        { id: 'c1', text: 'X' },
        { id: 'c2', text: 'Y' },
      ],
      correct: { p1: 'c1', p2: 'c2' },
    };
    const order = { prompts: ['p2', 'p1'], choices: ['c1', 'c2'] };
    expect(parseAnswer(question, { questionId: 'q', version: 1, order }, { pairs: { 1: '2', 2: '7' } })).toEqual({
      ok: false,
      errors: [{ field: 'pairs.2', message: 'Choose from the answers shown' }],
    });
    expect(parseAnswer(question, { questionId: 'q', version: 1, order }, { pairs: { 1: '2', 2: '' } })).toEqual({
      ok: true,
      answer: { type: 'matching', pairs: { p2: 'c2' } },
    });
  });
});

describe('a question', () => {
  it.each([
    [{ correct: 'z' }, 'correct', 'must name one of the options'],
    [{ stem: '  ' }, 'stem', 'must not be empty'],
    [
      {
        options: [
          { id: 'a', text: 'Same' },
          { id: 'b', text: ' Same  ' },
        ],
      },
      'options.1.text',
      'is the same as another',
    ],
    [
      {
        options: [
          { id: 'a', text: 'One' },
          { id: 'a', text: 'Two' },
        ],
      },
      'options.1.id',
      'is used twice',
    ],
    [
      {
        options: [
          { id: '1', text: 'One' },
          { id: 'a', text: 'Two' },
        ],
      },
      'options.0.id',
      'must begin with a letter',
    ],
    [{ difficulty: 4 }, 'difficulty', 'Invalid'],
    [{ colour: 'red' }, '', 'Unrecognized'],
    [{ type: 'essay' }, 'type', 'Invalid'],
  ])('with %j is refused at %s', (change, field, message) => {
    const parsed = questionSchema.safeParse({ ...single, ...change });
    const issues = parsed.success ? [] : parsed.error.issues;
    expect(issues.map((issue) => issue.path.join('.'))).toContain(field);
    expect(issues.map((issue) => issue.message).join()).toContain(message);
  });
});

const PUBLIC_FIELDS = new Set(['type', 'stem', 'options', 'prompts', 'choices', 'unit', 'number', 'count']);

type Lists = Partial<Record<'options' | 'prompts' | 'choices', readonly { text: string; value?: string }[]>>;

function listOf(from: object, name: keyof Lists) {
  return (from as Lists)[name] ?? [];
}

function withOtherKey(question: Question): Question {
  const changed = { ...question, feedback: 'Other', source: 'Other', difficulty: 3 as const };
  switch (changed.type) {
    case 'single-choice':
      return { ...changed, correct: changed.options.find(({ id }) => id !== changed.correct)?.id ?? '' };
    case 'multiple-response':
      return {
        ...changed,
        correct: changed.options.map(({ id }) => id).filter((id) => !changed.correct.includes(id)),
      };
    case 'true-false':
      return { ...changed, correct: !changed.correct };
    case 'matching': {
      const choiceIds = Object.values(changed.correct);
      const rotated = [...choiceIds.slice(1), choiceIds[0] ?? ''];
      return { ...changed, correct: Object.fromEntries(changed.prompts.map(({ id }, at) => [id, rotated[at] ?? ''])) };
    }
    case 'numerical':
      return { ...changed, value: changed.value + 1, tolerance: 5 };
    case 'short-answer':
      return { ...changed, accepted: ['other'] };
  }
}
