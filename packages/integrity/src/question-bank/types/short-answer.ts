import { z } from 'zod';
import type { QuestionBase, QuestionKind } from '../question-kind.ts';
import { baseShape, CREDIT_UNITS_MAX } from '../question-kind.ts';

/** Right is exactly one of the accepted texts, as {@link normaliseText} sees it. */
export type ShortAnswerQuestion = QuestionBase & {
  readonly type: 'short-answer';
  readonly accepted: readonly string[];
};

export type ShortAnswerAnswer = { readonly type: 'short-answer'; readonly text: string };

export type PublicShortAnswer = { readonly type: 'short-answer'; readonly stem: string };

/** Hardly anybody hits on an exact word blindly; a cautious figure, since there is no exact one. */
const GUESS_PROBABILITY = 0.05;

const ANSWER_LENGTH_MAX = 200;

export const ACCEPTED_MAX = 30;

/** What a browser sends. */
const givenSchema = z.object({ text: z.string().trim().max(ANSWER_LENGTH_MAX) });

export const shortAnswer: QuestionKind<ShortAnswerQuestion, ShortAnswerAnswer, PublicShortAnswer> = {
  label: 'Short answer',

  schema: z
    .strictObject({
      ...baseShape,
      type: z.literal('short-answer'),
      accepted: z.array(z.string().trim().min(1).max(ANSWER_LENGTH_MAX)).min(1).max(ACCEPTED_MAX),
    })
    .superRefine((question, context) => {
      for (const [index, text] of question.accepted.entries())
        if (normaliseText(text) === '')
          context.addIssue({ code: 'custom', path: ['accepted', index], message: 'must hold more than punctuation' });
    }),

  answerSchema: z.strictObject({ type: z.literal('short-answer'), text: z.string() }),

  order: () => ({}),

  toPublic: (question) => ({ type: 'short-answer', stem: question.stem }),

  parseAnswer(_question, _order, input) {
    const parsed = givenSchema.safeParse(input);
    return parsed.success
      ? { ok: true, answer: { type: 'short-answer', text: parsed.data.text } }
      : { ok: false, errors: [{ field: 'text', message: `Enter at most ${ANSWER_LENGTH_MAX} characters` }] };
  },

  toPublicAnswer: (_question, _order, answer) => ({ type: 'short-answer', text: answer.text }),

  isBlank: (answer) => answer.text.trim() === '',

  creditUnits(question, answer) {
    const given = normaliseText(answer.text);
    return given !== '' && question.accepted.some((text) => normaliseText(text) === given) ? CREDIT_UNITS_MAX : 0;
  },

  correctAnswer: (question) => ({ type: 'short-answer', text: question.accepted[0] ?? '' }),

  guesses: () => [
    [
      { creditUnits: CREDIT_UNITS_MAX, probability: GUESS_PROBABILITY },
      { creditUnits: 0, probability: 1 - GUESS_PROBABILITY },
    ],
  ],

  toRow: (question) => ({ answers: question.accepted, correct: '', tolerance: '', unit: '' }),

  fromRow: ({ answers }) => ({ accepted: answers }),
};

/** Case, kind and number of spaces, kind of quotation marks and dashes, quotes around it all and a full stop go. */
export function normaliseText(text: string): string {
  const folded = text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[‘’‚‛′`´]/gu, "'")
    .replace(/[“”„‟″«»]/gu, '"')
    .replace(/[‐‑‒–—−]/gu, '-')
    .replace(/[\s\u200b\ufeff]+/gu, ' ')
    .trim();
  return bared(folded);
}

/** Quotes within quotes go too, and a full stop on either side of them. */
function bared(text: string): string {
  const bare = text
    .replace(/^(["'])(.*)\1$/u, '$2')
    .replace(/[.\s]+$/u, '')
    .trim();
  return bare === text ? text : bared(bare);
}
