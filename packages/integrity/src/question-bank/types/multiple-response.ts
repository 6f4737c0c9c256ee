import { z } from 'zod';
import type { GuessStrategy, Labelled, PublicLabelled, QuestionBase, QuestionKind } from '../question-kind.ts';
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

/** Several options are right, at least one is wrong. */
export type MultipleResponseQuestion = QuestionBase & {
  readonly type: 'multiple-response';
  readonly options: readonly Labelled[];
  /** The ids of all right options. */
  readonly correct: readonly string[];
};

export type MultipleResponseAnswer = { readonly type: 'multiple-response'; readonly choices: readonly string[] };

export type PublicMultipleResponse = {
  readonly type: 'multiple-response';
  readonly stem: string;
  readonly options: readonly PublicLabelled[];
};

/**
 * The share of the right options chosen, less the share of the wrong options chosen, never below zero: everything chosen
 * earns nothing, and so does nothing chosen.
 */
function credit(hits: number, rightCount: number, misses: number, wrongCount: number): number {
  const units = (hits * CREDIT_UNITS_MAX) / rightCount - (misses * CREDIT_UNITS_MAX) / wrongCount;
  return Math.max(0, units);
}

/** What a browser sends. */
const givenSchema = z.object({ choices: z.array(z.string()) });

export const multipleResponse: QuestionKind<MultipleResponseQuestion, MultipleResponseAnswer, PublicMultipleResponse> =
  {
    label: 'Multiple response',

    schema: z
      .strictObject({
        ...baseShape,
        type: z.literal('multiple-response'),
        options: labelledSchema(3),
        correct: z.array(z.string()).min(1),
      })
      .superRefine((question, context) => {
        const ids = new Set(question.options.map((option) => option.id));
        for (const [index, id] of question.correct.entries()) {
          if (!ids.has(id))
            context.addIssue({ code: 'custom', path: ['correct', index], message: 'must name one of the options' });
          if (question.correct.indexOf(id) !== index)
            context.addIssue({ code: 'custom', path: ['correct', index], message: 'is named twice' });
        }
        if (question.correct.length >= question.options.length)
          context.addIssue({ code: 'custom', path: ['correct'], message: 'must leave at least one option wrong' });
      }),

    answerSchema: z.strictObject({ type: z.literal('multiple-response'), choices: z.array(z.string()) }),

    order: (question, randomBelow) => ({
      options: shuffled(
        question.options.map((option) => option.id),
        randomBelow,
      ),
    }),

    toPublic: (question, order) => ({
      type: 'multiple-response',
      stem: question.stem,
      options: toPublicLabelled(question.options, order.options ?? []),
    }),

    parseAnswer(_question, order, input) {
      const parsed = givenSchema.safeParse(input);
      const ids = parsed.success ? parsed.data.choices.map((value) => idOf(order.options ?? [], value)) : [undefined];
      const known = ids.filter((id) => id !== undefined);
      return known.length < ids.length
        ? { ok: false, errors: [{ field: 'choices', message: 'Choose from the answers shown' }] }
        : { ok: true, answer: { type: 'multiple-response', choices: [...new Set(known)].sort() } };
    },

    toPublicAnswer: (_question, order, answer) => ({
      type: 'multiple-response',
      choices: answer.choices.flatMap((id) => publicValueOf(order.options ?? [], id) ?? []),
    }),

    isBlank: (answer) => answer.choices.length === 0,

    creditUnits(question, answer) {
      const chosen = new Set(answer.choices);
      const hits = question.correct.filter((id) => chosen.has(id)).length;
      const wrong = question.options.filter((option) => !question.correct.includes(option.id));
      const misses = wrong.filter((option) => chosen.has(option.id)).length;
      return credit(hits, question.correct.length, misses, wrong.length);
    },

    correctAnswer: (question) => ({ type: 'multiple-response', choices: [...question.correct].sort() }),

    /** To choose k options blindly, for each k: hypergeometric. Assumes the worst, that the number of right ones is known. */
    guesses(question) {
      const total = question.options.length;
      const right = question.correct.length;
      return Array.from({ length: total }, (_, chosen): GuessStrategy => {
        const count = chosen + 1;
        const hitsMin = Math.max(0, count - (total - right));
        const hitsMax = Math.min(right, count);
        return Array.from({ length: hitsMax - hitsMin + 1 }, (_, index) => {
          const hits = hitsMin + index;
          return {
            creditUnits: credit(hits, right, count - hits, total - right),
            probability:
              (combinations(right, hits) * combinations(total - right, count - hits)) / combinations(total, count),
          };
        });
      });
    },

    toRow: (question) => ({
      answers: question.options.map(({ text }) => text),
      correct: question.options
        .flatMap(({ id }, index) => (question.correct.includes(id) ? [index + 1] : []))
        .join('; '),
      tolerance: '',
      unit: '',
    }),

    fromRow: ({ answers, correct }) => ({
      options: toLabelled(answers),
      correct: correct.split(/[;,\s]+/u).flatMap((number) => (number === '' ? [] : [letterId(Number(number) - 1)])),
    }),
  };

function combinations(from: number, take: number): number {
  let result = 1;
  for (let step = 1; step <= take; step += 1) result = (result * (from - take + step)) / step;
  return result;
}
