import { closingDue } from '../../exam/attempt.ts';
import { type Exam, isOpen } from '../../exam/exam.ts';
import type { Deps } from '../../ports/deps.ts';
import { commitClosing } from '../close-exam.ts';
import { retryOnConflict } from '../decide.ts';
import { loadExam } from './load-exam.ts';
import { presentOf } from './now.ts';

/**
 * The exam, closed first if its time is over: whoever touches an expired attempt submits it.
 * @throws NotFound
 */
export async function closeIfDue(deps: Deps, examId: string): Promise<Exam> {
  return retryOnConflict(async () => {
    const exam = await loadExam(deps, examId);
    const due = isOpen(exam) ? closingDue(exam, presentOf(deps)) : undefined;
    return due && isOpen(exam) ? commitClosing(deps, exam, due) : exam;
  });
}
