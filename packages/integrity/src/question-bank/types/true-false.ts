import { z } from 'zod';
import type { QuestionBase, QuestionKind } from '../question-kind.ts';
import { baseShape, CREDIT_UNITS_MAX } from '../question-kind.ts';

/** The stem is a statement. */
export type TrueFalseQuestion = QuestionBase & { readonly type: 'true-false'; readonly correct: boolean };

export type TrueFalseAnswer = { readonly type: 'true-false'; readonly value: boolean };

export type PublicTrueFalse = { readonly type: 'true-false'; readonly stem: string };

/** What a browser sends. */
const givenSchema = z.object({
  value: z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]),
});

export const trueFalse: QuestionKind<TrueFalseQuestion, TrueFalseAnswer, PublicTrueFalse> = {
  label: 'True or false',

  schema: z.strictObject({ ...baseShape, type: z.literal('true-false'), correct: z.boolean() }),

  answerSchema: z.strictObject({ type: z.literal('true-false'), value: z.boolean() }),

  order: () => ({}),

  toPublic: (question) => ({ type: 'true-false', stem: question.stem }),

  parseAnswer(_question, _order, input) {
    const parsed = givenSchema.safeParse(input);
    return parsed.success
      ? { ok: true, answer: { type: 'true-false', value: parsed.data.value } }
      : { ok: false, errors: [{ field: 'value', message: 'Choose true or false' }] };
  },

  toPublicAnswer: (_question, _order, answer) => ({ type: 'true-false', value: answer.value }),

  isBlank: () => false,

  creditUnits: (question, answer) => (answer.value === question.correct ? CREDIT_UNITS_MAX : 0),

  correctAnswer: (question) => ({ type: 'true-false', value: question.correct }),

  guesses: () => [
    [
      { creditUnits: CREDIT_UNITS_MAX, probability: 1 / 2 },
      { creditUnits: 0, probability: 1 / 2 },
    ],
  ],

  toRow: (question) => ({ answers: [], correct: String(question.correct), tolerance: '', unit: '' }),

  fromRow: ({ correct }) => ({ correct: /^(true|false)$/iu.test(correct) ? /^true$/iu.test(correct) : correct }),
};
