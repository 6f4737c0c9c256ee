import { InvalidInput, NotFound } from '../../errors.ts';
import type { AnswerSheet, Exam } from '../../exam/exam.ts';
import { QuestionVersionMissing } from '../../marking/marking.ts';
import { type Answer, type Question, questionKey } from '../../question-bank/question.ts';
import { parseAnswer } from '../../question-bank/question-types.ts';

/** `savedAt` is the server's time, by the workflow clock. */
export interface SavedAnswer {
  answer: Answer;
  savedAt: string;
}

export const emptySheet = (examId: string): AnswerSheet => ({
  id: examId,
  version: 0,
  shape: 1,
  answers: {},
  saves: [],
});

/** The sheet with one more save. */
export function withAnswer(sheet: AnswerSheet, position: number, saved: SavedAnswer): AnswerSheet {
  return {
    ...sheet,
    answers: { ...sheet.answers, [position]: saved },
    saves: [...sheet.saves, { position, ...saved }],
  };
}

/** Reads what a browser sent for the question at a position. @throws NotFound, InvalidInput */
export function readAnswer(
  exam: Pick<Exam, 'drawn'>,
  questions: ReadonlyMap<string, Question>,
  position: number,
  given: unknown,
  pointerBase = '',
): Answer {
  const drawn = exam.drawn[position];
  if (!drawn) throw new NotFound('question');
  const key = questionKey(drawn.questionId, drawn.version);
  const question = questions.get(key);
  if (!question) throw new QuestionVersionMissing(key);
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
