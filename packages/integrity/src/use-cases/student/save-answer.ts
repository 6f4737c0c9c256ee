import { NotFound, TooMany, WrongState } from '../../errors.ts';
import { closingDue } from '../../exam/attempt.ts';
import type { AnswerSheet, Started } from '../../exam/exam.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Question } from '../../question-bank/question.ts';
import { retryOnConflict } from '../decide.ts';
import { drawnVersions } from '../question-bank.ts';
import { countSaves, emptySheet, readAnswer, type SavedAnswer, withSaves } from './answer-sheet.ts';
import { closeIfDue } from './close-if-due.ts';
import { loadExam } from './load-exam.ts';
import { presentOf } from './now.ts';

/** More saves than anybody makes by hand; it bounds what an attempt's record can grow to. */
const SAVES_MAX = 2000;

/** One answer to save. */
export interface GivenAnswer {
  /** From 0. */
  position: number;
  /** What the browser sent, in the public values of this attempt. */
  given: unknown;
  /** Where in the input it stands, for the pointers of errors. */
  pointer?: string;
}

/**
 * Saves one answer. Saving the same answer again changes nothing and gives the time of the first saving.
 * @throws as {@link saveAnswers}
 */
export async function saveAnswer(deps: Deps, input: { examId: string } & GivenAnswer): Promise<SavedAnswer> {
  const sheet = await saveAnswers(deps, { examId: input.examId, answers: [input] });
  const saved = sheet.answers[input.position];
  if (!saved) throw new NotFound('question');
  return saved;
}

/**
 * Saves answers, all or none. The commit holds only if the exam is still what it was when it was looked at, so no answer
 * slips in behind a submission.
 * @throws NotFound, InvalidInput (pointers as the fields of `parseAnswer`), WrongState when the attempt has not begun or
 * is over, TooMany
 */
export async function saveAnswers(
  deps: Deps,
  { examId, answers }: { examId: string; answers: readonly GivenAnswer[] },
): Promise<AnswerSheet> {
  const saved = await retryOnConflict(() => trySave(deps, examId, answers));
  if (saved) return saved;
  await closeIfDue(deps, examId);
  throw new WrongState('The exam had ended before this answer arrived, so it does not count.');
}

async function trySave(deps: Deps, examId: string, answers: readonly GivenAnswer[]): Promise<AnswerSheet | undefined> {
  const [exam, sheet] = await Promise.all([loadExam(deps, examId), deps.repository.get('answerSheet', examId)]);
  const now = presentOf(deps);
  if (exam.status === 'scheduled') throw new WrongState('The exam has not been started.');
  if (exam.status !== 'started' || closingDue(exam, now)) return undefined;
  const stored = sheet ?? emptySheet(examId);
  const questions = await answeredQuestions(deps, exam, answers);
  const changed = withAnswers(exam, questions, stored, answers, now.workflowMs);
  if (changed === stored) return stored;
  await deps.repository.commit([
    { type: 'put', kind: 'answerSheet', item: changed, expected: sheet?.version ?? null },
    { type: 'check', kind: 'exam', id: examId, expected: exam.version },
  ]);
  return changed;
}

/**
 * The sheet with those of the answers that are not on it already; the same sheet if all are. `questions` holds at least
 * those that are answered, by position.
 * @throws NotFound, InvalidInput, TooMany
 */
export function withAnswers(
  exam: Started,
  questions: Readonly<Record<number, Question>>,
  sheet: AnswerSheet,
  answers: readonly GivenAnswer[],
  workflowMs: number,
): AnswerSheet {
  const savedAt = new Date(workflowMs).toISOString();
  const saves = answers.map(({ position, given, pointer }) => {
    const [question, drawn] = [questions[position], exam.drawn[position]];
    if (!question || !drawn) throw new NotFound('question');
    return { position, answer: readAnswer(question, drawn, given, pointer), savedAt };
  });
  const changed = withSaves(sheet, saves);
  if (countSaves(changed) > SAVES_MAX) {
    throw new TooMany('This exam has been saved too many times. Your answers so far are kept.', 3600);
  }
  return changed;
}

/** The questions that are answered, by position; one that there is not is missing. */
async function answeredQuestions(
  deps: Deps,
  { drawn }: Started,
  answers: readonly GivenAnswer[],
): Promise<Record<number, Question>> {
  const positions = answers.map(({ position }) => position).filter((position) => drawn[position] !== undefined);
  const questions = await drawnVersions(
    deps,
    positions.flatMap((position) => drawn[position] ?? []),
  );
  return Object.fromEntries(positions.map((position, index) => [position, questions[index] as Question]));
}
