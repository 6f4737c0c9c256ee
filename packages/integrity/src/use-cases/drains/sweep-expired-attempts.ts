import type { Deps } from '../../ports/deps.ts';
import { pagesOf } from '../../ports/pages.ts';
import { closeIfDue } from '../student/close-if-due.ts';

/**
 * Submits attempts whose time limit is over and that nobody has touched since. Deadlines are the workflow's to look at,
 * but an attempt that the deadline closes is closed here as well as there. Returns how many it closed.
 */
export async function sweepExpiredAttempts(deps: Deps): Promise<number> {
  // Ends are real time where there is a limit and the workflow's where there is none; whatever may be due is looked at.
  const latestMs = Math.max(deps.clock.nowMs(), deps.workflowClock.nowMs()) + 1;
  const before = new Date(latestMs).toISOString();
  let closed = 0;
  for await (const exams of pagesOf(deps.repository, 'exam', 'startedByEnd', { partition: 'started', before })) {
    for (const { id } of exams) {
      const exam = await closeIfDue(deps, id);
      if (exam.status !== 'started') closed += 1;
    }
  }
  return closed;
}
