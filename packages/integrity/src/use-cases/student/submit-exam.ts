import { WrongState } from '../../errors.ts';
import { closingDue } from '../../exam/attempt.ts';
import { type Exam, isOpen, type Submitted } from '../../exam/exam.ts';
import type { Deps } from '../../ports/deps.ts';
import { commitClosing } from '../close-exam.ts';
import { retryOnConflict } from '../decide.ts';
import { loadExam } from './load-exam.ts';
import { presentOf } from './now.ts';
import { type GivenAnswer, withAnswers } from './save-answer.ts';

export interface SubmitExamInput {
  examId: string;
  /** Answers that were not saved yet; those that come too late are left out. */
  answers?: readonly GivenAnswer[];
}

/** What a submission came to; the same for whoever submits again. */
export interface SubmittedExam {
  examId: string;
  attempt: number;
  result: 'Pass' | 'Fail';
  scorePercent: number;
  passMarkPercent: number;
  /** Topic ids, most lost first. Never which answer was right. */
  topicsToStudy: readonly string[];
  submittedAt: string;
}

/**
 * Submits an attempt: marked here, stored with its answers, callback, mail and audit note in one conditional commit. Submitting
 * again, or from another device, or as the deadline strikes, answers with the one result there is. What is submitted
 * after its time is what had been saved in time.
 * @throws NotFound, InvalidInput (of `answers`), WrongState if it was never started or has no result
 */
export async function submitExam(deps: Deps, { examId, answers = [] }: SubmitExamInput): Promise<SubmittedExam> {
  const exam = await retryOnConflict(async () => {
    const exam = await loadExam(deps, examId);
    if (!isOpen(exam)) return exam;
    const now = presentOf(deps);
    const due = closingDue(exam, now);
    if (due) return commitClosing(deps, exam, due);
    if (exam.status === 'scheduled') throw new WrongState('The exam has not been started.');
    return commitClosing(deps, exam, 'student', (sheet, questions) =>
      withAnswers(exam, questions, sheet, answers, now.workflowMs),
    );
  });
  if (exam.status !== 'submitted') throw new WrongState(withoutResult(exam));
  return outcomeOf(exam);
}

const outcomeOf = ({ id, attempt, marking, policy, submittedAt }: Submitted): SubmittedExam => ({
  examId: id,
  attempt,
  result: marking.result,
  scorePercent: marking.scorePercent,
  passMarkPercent: policy.passMarkPercent,
  topicsToStudy: marking.topicsToStudy,
  submittedAt,
});

function withoutResult(exam: Exam): string {
  switch (exam.status) {
    case 'did-not-sit':
      return 'The deadline had passed before anything was answered.';
    case 'excused':
      return 'This attempt was excused and does not count.';
    case 'withdrawn':
      return 'This exam was withdrawn: it need not be taken any more.';
    case 'scheduled':
    case 'started':
    case 'submitted':
      return 'The exam has no result yet.';
  }
}
