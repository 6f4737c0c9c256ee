import { z } from 'zod';
import type { Labelled, PublicLabelled, QuestionBase, QuestionKind } from '../question-kind.ts';
import {
  baseShape,
  CREDIT_UNITS_MAX,
  idOf,
  labelledSchema,
  letterId,
  publicValueOf,
  shuffled,
  toLabelled,
  toPublicLabelled,
} from '../question-kind.ts';

/** One option is right. */
export type SingleChoiceQuestion = QuestionBase & {
  readonly type: 'single-choice';
  readonly options: readonly Labelled[];
  /** The id of the right option. */
  readonly correct: string;
};

export type SingleChoiceAnswer = { readonly type: 'single-choice'; readonly choice: string };

export type PublicSingleChoice = {
  readonly type: 'single-choice';
  readonly stem: string;
  readonly options: readonly PublicLabelled[];
};

/** What a browser sends. */
const givenSchema = z.object({ choice: z.string() });

export const singleChoice: QuestionKind<SingleChoiceQuestion, SingleChoiceAnswer, PublicSingleChoice> = {
  label: 'Single choice',

  schema: z
    .strictObject({ ...baseShape, type: z.literal('single-choice'), options: labelledSchema(2), correct: z.string() })
    .superRefine((question, context) => {
      if (!question.options.some((option) => option.id === question.correct))
        context.addIssue({ code: 'custom', path: ['correct'], message: 'must name one of the options' });
    }),

  answerSchema: z.strictObject({ type: z.literal('single-choice'), choice: z.string() }),

  order: (question, randomBelow) => ({
    options: shuffled(
      question.options.map((option) => option.id),
      randomBelow,
    ),
  }),

  toPublic: (question, order) => ({
    type: 'single-choice',
    stem: question.stem,
    options: toPublicLabelled(question.options, order.options ?? []),
  }),

  parseAnswer(_question, order, input) {
    const parsed = givenSchema.safeParse(input);
    const choice = parsed.success ? idOf(order.options ?? [], parsed.data.choice) : undefined;
    return choice === undefined
      ? { ok: false, errors: [{ field: 'choice', message: 'Choose one of the answers' }] }
      : { ok: true, answer: { type: 'single-choice', choice } };
  },

  toPublicAnswer: (_question, order, answer) => ({
    type: 'single-choice',
    choice: publicValueOf(order.options ?? [], answer.choice) ?? '',
  }),

  isBlank: (answer) => answer.choice === '',

  creditUnits: (question, answer) => (answer.choice === question.correct ? CREDIT_UNITS_MAX : 0),

  correctAnswer: (question) => ({ type: 'single-choice', choice: question.correct }),

  guesses: (question) => [
    [
      { creditUnits: CREDIT_UNITS_MAX, probability: 1 / question.options.length },
      { creditUnits: 0, probability: 1 - 1 / question.options.length },
    ],
  ],

  toRow: (question) => ({
    answers: question.options.map(({ text }) => text),
    correct: String(question.options.findIndex(({ id }) => id === question.correct) + 1),
    tolerance: '',
    unit: '',
  }),

  fromRow: ({ answers, correct }) => ({
    options: toLabelled(answers),
    correct: letterId(Number(correct) - 1),
  }),
};
