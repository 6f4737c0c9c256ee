import { z } from 'zod';
import type { Answer, DrawnQuestion, PublicQuestion, Question, QuestionType } from './question.ts';
import type { AnswerRow, DrawnOrder, GuessStrategy, ParsedAnswer, QuestionKind, RandomBelow } from './question-kind.ts';
import { matching } from './types/matching.ts';
import { multipleResponse } from './types/multiple-response.ts';
import { numerical } from './types/numerical.ts';
import { shortAnswer } from './types/short-answer.ts';
import { singleChoice } from './types/single-choice.ts';
import { trueFalse } from './types/true-false.ts';

type OfType<Union, T> = Union extends { readonly type: T } ? Union : never;

type PublicBody = PublicQuestion extends infer P ? (P extends unknown ? Omit<P, 'number' | 'count'> : never) : never;

/** One entry for each type of the union: a type that is missing here does not compile. */
const questionTypes: {
  readonly [T in QuestionType]: QuestionKind<OfType<Question, T>, OfType<Answer, T>, OfType<PublicBody, T>>;
} = {
  'single-choice': singleChoice,
  'multiple-response': multipleResponse,
  'true-false': trueFalse,
  matching,
  numerical,
  'short-answer': shortAnswer,
};

/** The kind is chosen by the question's own type, so question and kind always agree, which the compiler cannot see. */
function kindOf(type: QuestionType): QuestionKind<Question, Answer, PublicBody> {
  return questionTypes[type] as unknown as QuestionKind<Question, Answer, PublicBody>;
}

/** Every type, in the order in which staff are offered them. */
export const QUESTION_TYPES = Object.keys(questionTypes) as readonly QuestionType[];

/** In words, for staff. */
export function typeLabel(type: QuestionType): string {
  return kindOf(type).label;
}

/** A whole, valid question of any type. */
export const questionSchema: z.ZodType<Question> = z
  .looseObject({ type: z.enum(Object.keys(questionTypes) as [QuestionType, ...QuestionType[]]) })
  .transform((value, context) => {
    const parsed = kindOf(value.type).schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues)
      context.addIssue({ code: 'custom', path: issue.path as PropertyKey[], message: issue.message });
    return z.NEVER;
  });

/** A stored answer, in the bank's ids. */
export const answerSchema: z.ZodType<Answer> = z.union(
  QUESTION_TYPES.map((type) => kindOf(type).answerSchema) as [z.ZodType<Answer>, z.ZodType<Answer>],
);

/** Draws the order of the question's parts. */
export function drawOrder(question: Question, randomBelow: RandomBelow): DrawnOrder {
  return kindOf(question.type).order(question, randomBelow);
}

/** What the student's browser may see of the question at `position` (from 0) of `count`. */
export function toPublicQuestion(
  question: Question,
  drawn: DrawnQuestion,
  position: number,
  count: number,
): PublicQuestion {
  return { ...kindOf(question.type).toPublic(question, drawn.order), number: position + 1, count } as PublicQuestion;
}

/**
 * Reads what a browser sent, in the public values that {@link toPublicQuestion} gave out, into an answer in the bank's
 * ids. Shapes by type: `{choice: '2'}`, `{choices: ['1', '3']}`, `{value: 'true'}`, `{pairs: {'1': '4'}}`,
 * `{value: '12,5'}`, `{text: 'et al.'}`. Other properties are ignored. Errors name the field.
 */
export function parseAnswer(question: Question, drawn: DrawnQuestion, input: unknown): ParsedAnswer<Answer> {
  return kindOf(question.type).parseAnswer(question, drawn.order, input);
}

/** A stored answer in public values, to show it again: what {@link parseAnswer} takes. */
export function toPublicAnswer(question: Question, drawn: DrawnQuestion, answer: Answer): Answer {
  return agrees(question, answer) ? kindOf(question.type).toPublicAnswer(question, drawn.order, answer) : answer;
}

/** True if there is nothing in the answer, or no answer: it counts as unanswered. */
export function isBlank(answer: Answer | undefined): boolean {
  return answer === undefined || kindOf(answer.type).isBlank(answer);
}

/** From 0 to CREDIT_UNITS_MAX; nothing for no answer and for an answer of another type. */
export function creditUnits(question: Question, answer: Answer | undefined): number {
  if (answer === undefined || !agrees(question, answer)) return 0;
  return kindOf(question.type).creditUnits(question, answer);
}

/** An answer that earns full credit. */
export function correctAnswer(question: Question): Answer {
  return kindOf(question.type).correctAnswer(question);
}

/** Every way of answering that differs to somebody who knows nothing. */
export function guessStrategies(question: Question): readonly GuessStrategy[] {
  return kindOf(question.type).guesses(question);
}

/** A question's answers and key as a row of a spreadsheet has them. */
export function toAnswerRow(question: Question): AnswerRow {
  return kindOf(question.type).toRow(question);
}

/** The fields that a type has of its own, from a row; `questionSchema` is to check the whole. */
export function fromAnswerRow(type: QuestionType, row: AnswerRow): Record<string, unknown> {
  return kindOf(type).fromRow(row);
}

/** Whether there is a type of this name. */
export function isQuestionType(type: string): type is QuestionType {
  return Object.hasOwn(questionTypes, type);
}

function agrees(question: Question, answer: Answer): boolean {
  return question.type === answer.type;
}
