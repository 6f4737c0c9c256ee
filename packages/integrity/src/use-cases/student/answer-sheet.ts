import { InvalidInput } from '../../errors.ts';
import type { AnswerSheet } from '../../exam/exam.ts';
import type { Answer, DrawnQuestion, Question } from '../../question-bank/question.ts';
import { parseAnswer } from '../../question-bank/question-types.ts';

/** `savedAt` is the server's time, by the workflow clock. */
export interface SavedAnswer {
  answer: Answer;
  savedAt: string;
}

export const emptySheet = (examId: string): AnswerSheet => ({
  id: examId,
  version: 0,
  shape: 2,
  answers: {},
  earlier: [],
});

/** The sheet with more saves, in their order; an answer that is on it already is left out. The same sheet if all are. */
export function withSaves(sheet: AnswerSheet, saves: readonly ({ position: number } & SavedAnswer)[]): AnswerSheet {
  const answers: Record<string, SavedAnswer> = { ...sheet.answers };
  const replaced: AnswerSheet['earlier'][number][] = [];
  let isChanged = false;
  for (const { position, answer, savedAt } of saves) {
    const before = answers[position];
    if (before && isSameAnswer(before.answer, answer)) continue;
    if (before) replaced.push({ position, ...before });
    answers[position] = { answer, savedAt };
    isChanged = true;
  }
  return isChanged ? { ...sheet, answers, earlier: [...sheet.earlier, ...replaced] } : sheet;
}

/** How often something was saved on the sheet. */
export const countSaves = ({ answers, earlier }: AnswerSheet): number => Object.keys(answers).length + earlier.length;

/** Reads what a browser sent for a drawn question. @throws InvalidInput */
export function readAnswer(question: Question, drawn: DrawnQuestion, given: unknown, pointerBase = ''): Answer {
  const parsed = parseAnswer(question, drawn, given);
  if (parsed.ok) return parsed.answer;
  throw new InvalidInput(
    parsed.errors.map(({ field, message }) => ({
      pointer: `${pointerBase}/${field.replaceAll('.', '/')}`,
      code: 'not-an-answer',
      message,
    })),
  );
}

/** Answers are plain data that each type writes in one order, except for pairs, whose keys come as the form has them. */
export function isSameAnswer(a: Answer, b: Answer): boolean {
  return comparable(a) === comparable(b);
}

function comparable(answer: Answer): string {
  return JSON.stringify(answer.type === 'matching' ? Object.entries(answer.pairs).sort() : answer);
}
