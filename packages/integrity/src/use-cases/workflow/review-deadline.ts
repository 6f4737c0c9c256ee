import type { Deps } from '../../ports/deps.ts';
import { closeIfDue } from '../student/close-if-due.ts';
import { type ExamStanding, examStandingOf } from './standing.ts';

/**
 * Looks at an exam as it stands: its result if it is closed; closes it if its deadline or its time limit is over and the
 * deadline is not held; otherwise says when to look again. Whoever closes it, it is closed once.
 * @throws NotFound
 */
export async function reviewDeadline(deps: Deps, examId: string): Promise<ExamStanding> {
  const exam = await closeIfDue(deps, examId);
  return examStandingOf(exam, deps.workflowClock.nowMs());
}
