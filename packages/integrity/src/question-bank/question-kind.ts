import { z } from 'zod';

/**
 * Credit is counted in whole units so that thirds and sevenths add up exactly. 2520 is divisible by every number up to
 * ten, which is the most options, prompts or choices that a question may have.
 */
export const CREDIT_UNITS_MAX = 2520;

export const OPTIONS_MAX = 10;

/** An option, prompt or choice. `text` is inline Markdown; `id` is stable within the question and never shown. */
export type Labelled = { readonly id: string; readonly text: string };

/** What a browser sees of an option, prompt or choice: `value` counts from '1' in the drawn order, never the bank's id. */
export type PublicLabelled = { readonly value: string; readonly text: string };

/** What every question has, whatever its type. */
export type QuestionBase = {
  /** Stable over all versions. */
  readonly id: string;
  /** Counts from 1; a stored version is never changed. */
  readonly version: number;
  readonly topic: string;
  readonly difficulty: 1 | 2 | 3;
  /** A question is in one pool for good: what students practise on is never asked in an exam. */
  readonly pool: 'exam' | 'practice';
  /** Markdown. */
  readonly stem: string;
  /** Markdown; why the right answer is right. Shown in practice and to staff, never in an exam. */
  readonly feedback: string;
  /** The guide or policy that the fact is from. */
  readonly source: string;
  /** Only active questions are drawn. Retired: no longer wanted. Voided: found wrong, credited to all who drew it. */
  readonly status: 'active' | 'retired' | 'voided';
};

/** Bank ids in the order in which one attempt shows them; a type has the lists that it shuffles. */
export type DrawnOrder = {
  readonly options?: readonly string[];
  readonly prompts?: readonly string[];
  readonly choices?: readonly string[];
};

/** A whole number from 0 (inclusive) to `bound` (exclusive), each as likely. */
export type RandomBelow = (bound: number) => number;

/** `field` is the name of the input that the message belongs to, such as `choice` or `pairs.2`. */
export type AnswerError = { readonly field: string; readonly message: string };

export type ParsedAnswer<A> =
  | { readonly ok: true; readonly answer: A }
  | { readonly ok: false; readonly errors: readonly AnswerError[] };

/** One way of guessing: what it earns, in credit units, and how likely. Probabilities sum to 1. */
export type GuessOutcome = { readonly creditUnits: number; readonly probability: number };
export type GuessStrategy = readonly GuessOutcome[];

/** A question's answers and key as a row of a spreadsheet has them: all text, and numbers that count from 1. */
export type AnswerRow = {
  /** One cell each: options, accepted texts, or pairs. */
  readonly answers: readonly string[];
  /** Numbers of the right answers, `true` or `false`, or the right number; empty where `answers` says it all. */
  readonly correct: string;
  readonly tolerance: string;
  readonly unit: string;
};

/** All that the product knows about one type of question: one file in `types/` each. Pure. */
export interface QuestionKind<Q extends QuestionBase, A, P> {
  /** In words, for staff: 'Single choice'. */
  readonly label: string;
  /** A whole, valid question of this type. */
  readonly schema: z.ZodType<Q>;
  /** A stored answer, in bank ids. */
  readonly answerSchema: z.ZodType<A>;
  /** Shuffles what may be shuffled. */
  order(question: Q, randomBelow: RandomBelow): DrawnOrder;
  /** What a browser may see, picked field by field. */
  toPublic(question: Q, order: DrawnOrder): P;
  /** Reads what a browser sent in public values; tells an answer from nonsense, not right from wrong. */
  parseAnswer(question: Q, order: DrawnOrder, input: unknown): ParsedAnswer<A>;
  /** A stored answer in public values, in the shape that `parseAnswer` takes, to fill the page in again. */
  toPublicAnswer(question: Q, order: DrawnOrder, answer: A): A;
  /** Nothing chosen or written: counts as unanswered. */
  isBlank(answer: A): boolean;
  /** From 0 to CREDIT_UNITS_MAX. */
  creditUnits(question: Q, answer: A): number;
  /** An answer that earns full credit. */
  correctAnswer(question: Q): A;
  /** Every way of answering that differs to somebody who knows nothing, with what it earns. */
  guesses(question: Q): readonly GuessStrategy[];
  /** Without the fields of {@link QuestionBase}. */
  toRow(question: Q): AnswerRow;
  /** The fields of this type alone, for `schema` to check. */
  fromRow(row: AnswerRow): Record<string, unknown>;
}

const idSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,63}$/,
    'must begin with a letter and hold only a-z, 0-9 and hyphens, at most 64 characters',
  );

const textSchema = (lengthMax: number) => z.string().trim().min(1, 'must not be empty').max(lengthMax);

/** The fields of {@link QuestionBase}, to be spread into a type's own schema. */
export const baseShape = {
  id: idSchema,
  version: z.int().min(1),
  topic: idSchema,
  difficulty: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  pool: z.enum(['exam', 'practice']),
  stem: textSchema(2000),
  feedback: textSchema(2000),
  source: textSchema(500),
  status: z.enum(['active', 'retired', 'voided']),
};

/** A list of options with ids and texts of their own. Ids begin with a letter, so that no id is also a public value. */
export const labelledSchema = (countMin: number) =>
  z
    .array(z.strictObject({ id: idSchema, text: textSchema(500) }))
    .min(countMin)
    .max(OPTIONS_MAX)
    .superRefine((items, context) => {
      const ids = new Set<string>();
      const texts = new Set<string>();
      for (const [index, item] of items.entries()) {
        // Case counts: a question may be about capitals.
        const text = oneSpaced(item.text);
        if (ids.has(item.id)) context.addIssue({ code: 'custom', path: [index, 'id'], message: 'is used twice' });
        if (texts.has(text))
          context.addIssue({ code: 'custom', path: [index, 'text'], message: 'is the same as another' });
        ids.add(item.id);
        texts.add(text);
      }
    });

/** Options, prompts or choices from texts alone: the ids are `a`, `b`, `c` …, after the prefix. */
export function toLabelled(texts: readonly string[], prefix = ''): Labelled[] {
  return texts.map((text, index) => ({ id: prefix + letterId(index), text }));
}

/** `a` for 0, `b` for 1; beyond the alphabet, where no list is valid any more, `z26` and on. */
export function letterId(index: number): string {
  return index < 26 ? String.fromCharCode(97 + index) : `z${index}`;
}

/** Text without differences that a reader would not see. */
export function oneSpaced(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** Items in the drawn order, under public values. */
export function toPublicLabelled(items: readonly Labelled[], ids: readonly string[]): readonly PublicLabelled[] {
  return ids.map((id, index) => ({
    value: publicValue(index),
    text: items.find((item) => item.id === id)?.text ?? '',
  }));
}

/** The public value of the bank id, or undefined if it is not in the order. */
export function publicValueOf(ids: readonly string[], id: string): string | undefined {
  const index = ids.indexOf(id);
  return index < 0 ? undefined : publicValue(index);
}

/** The bank id behind a public value, or undefined if there is none. */
export function idOf(ids: readonly string[], value: string): string | undefined {
  return ids.find((_, index) => publicValue(index) === value);
}

const publicValue = (index: number) => String(index + 1);

/** Fisher-Yates, on a copy. */
export function shuffled<T>(items: readonly T[], randomBelow: RandomBelow): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = randomBelow(last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
