import type { DrawnOrder } from './question-kind.ts';
import type { MatchingAnswer, MatchingQuestion, PublicMatching } from './types/matching.ts';
import type {
  MultipleResponseAnswer,
  MultipleResponseQuestion,
  PublicMultipleResponse,
} from './types/multiple-response.ts';
import type { NumericalAnswer, NumericalQuestion, PublicNumerical } from './types/numerical.ts';
import type { PublicShortAnswer, ShortAnswerAnswer, ShortAnswerQuestion } from './types/short-answer.ts';
import type { PublicSingleChoice, SingleChoiceAnswer, SingleChoiceQuestion } from './types/single-choice.ts';
import type { PublicTrueFalse, TrueFalseAnswer, TrueFalseQuestion } from './types/true-false.ts';

/** One version of one question, with its key. Never leaves the server. */
export type Question =
  | SingleChoiceQuestion
  | MultipleResponseQuestion
  | TrueFalseQuestion
  | MatchingQuestion
  | NumericalQuestion
  | ShortAnswerQuestion;

export type QuestionType = Question['type'];

/** A student's answer, in the bank's ids: what is stored and marked. */
export type Answer =
  | SingleChoiceAnswer
  | MultipleResponseAnswer
  | TrueFalseAnswer
  | MatchingAnswer
  | NumericalAnswer
  | ShortAnswerAnswer;

/** One question of one exam: which version, and in which order its parts are shown. */
export type DrawnQuestion = {
  readonly questionId: string;
  readonly version: number;
  readonly order: DrawnOrder;
};

/** What a student's browser may see of a question. Options carry values of this attempt, not the bank's ids. */
export type PublicQuestion = (
  | PublicSingleChoice
  | PublicMultipleResponse
  | PublicTrueFalse
  | PublicMatching
  | PublicNumerical
  | PublicShortAnswer
) & {
  /** From 1 to `count`: 'Question 3 of 20'. */
  readonly number: number;
  readonly count: number;
};

/** The id under which one version of a question is stored. */
export function questionKey(questionId: string, version: number): string {
  return `${questionId}@${version}`;
}
