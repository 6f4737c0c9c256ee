import { z } from 'zod';
import type { QuestionBase, QuestionKind } from '../question-kind.ts';
import { baseShape, CREDIT_UNITS_MAX } from '../question-kind.ts';

/** Right is whatever differs from `value` by at most `tolerance`. */
export type NumericalQuestion = QuestionBase & {
  readonly type: 'numerical';
  readonly value: number;
  readonly tolerance: number;
  /** Shown after the input, such as 'words'. */
  readonly unit?: string | undefined;
};

/** `value` as it was written, with a decimal point or comma. */
export type NumericalAnswer = { readonly type: 'numerical'; readonly value: string };

export type PublicNumerical = { readonly type: 'numerical'; readonly stem: string; readonly unit?: string };

/** Blind guesses cluster on the likely numbers; a cautious figure, since there is no exact one. */
const GUESS_PROBABILITY = 0.1;

const ANSWER_LENGTH_MAX = 40;

/** What a browser sends. */
const givenSchema = z.object({ value: z.string().trim().max(ANSWER_LENGTH_MAX) });

export const numerical: QuestionKind<NumericalQuestion, NumericalAnswer, PublicNumerical> = {
  label: 'Number',

  schema: z.strictObject({
    ...baseShape,
    type: z.literal('numerical'),
    value: z.number(),
    tolerance: z.number().min(0),
    unit: z.string().trim().min(1).max(40).optional(),
  }),

  answerSchema: z.strictObject({ type: z.literal('numerical'), value: z.string() }),

  order: () => ({}),

  toPublic: (question) => ({
    type: 'numerical',
    stem: question.stem,
    ...(question.unit === undefined ? {} : { unit: question.unit }),
  }),

  parseAnswer(_question, _order, input) {
    const parsed = givenSchema.safeParse(input);
    return parsed.success && (parsed.data.value === '' || parseNumber(parsed.data.value) !== undefined)
      ? { ok: true, answer: { type: 'numerical', value: parsed.data.value } }
      : { ok: false, errors: [{ field: 'value', message: 'Enter a number, such as 12 or 3.5' }] };
  },

  toPublicAnswer: (_question, _order, answer) => ({ type: 'numerical', value: answer.value }),

  isBlank: (answer) => answer.value.trim() === '',

  creditUnits(question, answer) {
    const given = parseNumber(answer.value);
    if (given === undefined) return 0;
    const roundingSlack = Number.EPSILON * Math.max(1, Math.abs(question.value), Math.abs(given)) * 4;
    return Math.abs(given - question.value) <= question.tolerance + roundingSlack ? CREDIT_UNITS_MAX : 0;
  },

  correctAnswer: (question) => ({ type: 'numerical', value: String(question.value) }),

  guesses: () => [
    [
      { creditUnits: CREDIT_UNITS_MAX, probability: GUESS_PROBABILITY },
      { creditUnits: 0, probability: 1 - GUESS_PROBABILITY },
    ],
  ],

  toRow: (question) => ({
    answers: [],
    correct: String(question.value),
    tolerance: String(question.tolerance),
    unit: question.unit ?? '',
  }),

  fromRow: ({ correct, tolerance, unit }) => ({
    value: parseNumber(correct),
    tolerance: tolerance === '' ? 0 : parseNumber(tolerance),
    ...(unit === '' ? {} : { unit }),
  }),
};

/**
 * A decimal number with a point or a comma before the decimals, an optional sign and spaces between thousands.
 * Both `1,5` and `1.5` are one and a half; a comma is never a thousands mark, since the two cannot be told apart.
 */
export function parseNumber(text: string): number | undefined {
  const compact = text
    .normalize('NFKC')
    .trim()
    .replace(/(?<=\d)[\s'’](?=\d{3}(?!\d))/gu, '')
    .replace(/^[−–]/u, '-')
    .replace(',', '.');
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/iu.test(compact)) return undefined;
  const value = Number(compact);
  return Number.isFinite(value) ? value : undefined;
}
