import { closingDue } from '../../exam/attempt.ts';
import { type Exam, isOpen } from '../../exam/exam.ts';
import type { Deps } from '../../ports/deps.ts';
import { commitClosing } from '../close-exam.ts';
import { retryOnConflict } from '../decide.ts';
import { settleOutage } from '../workflow/heartbeat.ts';
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
    if (!due || !isOpen(exam)) return exam;
    // Nobody is closed out by an outage of ours before its deadlines are moved, whoever looks first.
    if ((await settleOutage(deps)) > 0) return closeIfDue(deps, examId);
    return commitClosing(deps, exam, due);
  });
}
