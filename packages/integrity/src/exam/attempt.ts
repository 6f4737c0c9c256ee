import { isHeld, isPast, reminderMs } from './deadline.ts';
import type { Deadline, Exam, OpenExam, Scheduled, Started } from './exam.ts';

/** The present, by both clocks: deadlines live on the workflow's, time limits on the real one. Epoch milliseconds. */
export interface Now {
  workflowMs: number;
  realMs: number;
}

const MINUTE_MS = 60_000;

/** Real instant at which the attempt's time limit ends, extra time and breaks included; undefined: it has no limit. */
export function timeLimitEndMs(exam: Pick<Started, 'startedAtReal' | 'policy' | 'adjustments'>): number | undefined {
  const minutes = timeLimitMinutes(exam);
  return minutes === undefined ? undefined : Date.parse(exam.startedAtReal) + minutes * MINUTE_MS;
}

/** The time limit with this student's extra time and breaks, in minutes; undefined: only the deadline ends the attempt. */
export function timeLimitMinutes(exam: Pick<Exam, 'policy' | 'adjustments'>): number | undefined {
  const limit = exam.policy.timeLimitMinutes;
  if (limit === null) return undefined;
  return limit * (1 + exam.adjustments.extraTimePercent / 100) + exam.adjustments.breakMinutes;
}

/** The exam with `endsAt` as its deadline, limit and adjustments now have it. */
function withEnd(exam: Started): Started {
  const deadlineMs = Date.parse(exam.deadline.at);
  const endMs = Math.min(timeLimitEndMs(exam) ?? deadlineMs, deadlineMs);
  return { ...exam, endsAt: new Date(endMs).toISOString() };
}

/** The attempt as it begins. */
export function startAttempt(exam: Scheduled, now: Now): Started {
  return withEnd({
    ...exam,
    status: 'started',
    startedAt: new Date(now.workflowMs).toISOString(),
    startedAtReal: new Date(now.realMs).toISOString(),
    endsAt: exam.deadline.at,
  });
}

/** The exam with other adjustments; they take effect at once, in the middle of an attempt too. */
export function adjustAttempt<E extends OpenExam>(exam: E, adjustments: E['adjustments']): OpenExam {
  const adjusted: OpenExam = { ...exam, adjustments };
  return adjusted.status === 'started' ? withEnd(adjusted) : adjusted;
}

/**
 * The exam with another deadline. Reminders that still lie ahead of it go out again; those that would fall into the
 * past are settled, so that a move never brings a reminder at once.
 */
export function moveDeadline(exam: OpenExam, deadline: Deadline, workflowMs: number): OpenExam {
  const moved: OpenExam = {
    ...exam,
    deadline,
    remindersSent: exam.policy.reminderDaysBefore.filter(
      (daysBefore) => reminderMs(deadline, daysBefore) <= workflowMs,
    ),
  };
  return moved.status === 'started' ? withEnd(moved) : moved;
}

/**
 * By what the exam is to be closed now, if it is: the end of its time limit, or its deadline, whichever came first. A
 * deadline that is held does not close it. Whoever touches an open exam asks this first: saving, submitting, the sweep
 * and the workflow's own look at the deadline.
 */
export function closingDue(exam: OpenExam, now: Now): 'time-limit' | 'deadline' | undefined {
  const limitEndMs = exam.status === 'started' ? timeLimitEndMs(exam) : undefined;
  const limitOver = limitEndMs !== undefined && now.realMs >= limitEndMs;
  const deadlineOver = isPast(exam.deadline, now.workflowMs) && !isHeld(exam);
  if (limitOver && (!deadlineOver || limitEndMs <= Date.parse(exam.deadline.at))) return 'time-limit';
  return deadlineOver ? 'deadline' : undefined;
}
