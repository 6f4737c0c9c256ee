import { moveDeadline } from '../../exam/attempt.ts';
import { lastDayStartMs, laterByDays } from '../../exam/deadline.ts';
import { type Exam, isOpen, type OpenExam } from '../../exam/exam.ts';
import type { Deps } from '../../ports/deps.ts';
import { pagesOf } from '../../ports/pages.ts';
import { retryOnConflict } from '../decide.ts';
import { mailChange } from '../write-mail.ts';
import { extensionMail } from './extension-mail.ts';

/** A time in which nobody could sit an exam, by both clocks; the workflow's may have stood still. Epoch milliseconds. */
export interface Outage {
  realFromMs: number;
  realToMs: number;
  workflowFromMs: number;
  workflowToMs: number;
}

const HOUR_MS = 3_600_000;
/** No day of any zone is longer. */
const DAY_MS_MAX = 26 * HOUR_MS;

/**
 * Moves by a day each open exam's deadline that lost over a real hour of its last day to an outage of ours, and writes to
 * the student. To be called before the workflow goes on, so that no deadline is looked at first; calling it again with the
 * same outage moves nothing twice. Returns how many it moved.
 */
export async function moveDeadlinesAfterOutage(deps: Deps, outage: Outage): Promise<number> {
  if (outage.realToMs - outage.realFromMs <= HOUR_MS) return 0;
  const ids: string[] = [];
  const near = {
    partition: 'open',
    from: new Date(outage.workflowFromMs).toISOString(),
    before: new Date(outage.workflowToMs + DAY_MS_MAX).toISOString(),
  };
  for await (const exams of pagesOf(deps.repository, 'exam', 'openByDeadline', near))
    ids.push(...exams.filter((exam) => lostMs(exam, outage) > HOUR_MS).map((exam) => exam.id));
  let moved = 0;
  for (const id of ids) if (await move(deps, id, outage)) moved += 1;
  if (moved > 0) deps.wake.mail();
  return moved;
}

/** Real time of the deadline's last day that fell into the outage. */
function lostMs(exam: Pick<Exam, 'deadline'>, outage: Outage): number {
  const fromMs = lastDayStartMs(exam.deadline);
  const toMs = Date.parse(exam.deadline.at);
  const realMs = outage.realToMs - outage.realFromMs;
  const workflowMs = outage.workflowToMs - outage.workflowFromMs;
  if (workflowMs <= 0) return outage.workflowFromMs >= fromMs && outage.workflowFromMs <= toMs ? realMs : 0;
  const sharedMs = Math.min(toMs, outage.workflowToMs) - Math.max(fromMs, outage.workflowFromMs);
  return (Math.max(0, sharedMs) / workflowMs) * realMs;
}

async function move(deps: Deps, examId: string, outage: Outage): Promise<boolean> {
  return retryOnConflict(async () => {
    const exam = await deps.repository.get('exam', examId);
    // Moved before, by a call that died before it was done: its last day is another now.
    if (!exam || !isOpen(exam) || lostMs(exam, outage) <= HOUR_MS || isMoved(exam, outage)) return false;
    const incident = await deps.repository.get('incident', exam.incidentId);
    if (!incident) return false;
    const workflowMs = deps.workflowClock.nowMs();
    const moved: OpenExam = {
      ...moveDeadline(exam, laterByDays(exam.deadline, 1), workflowMs),
      movedForOutageAt: new Date(outage.realFromMs).toISOString(),
    };
    const mail = await extensionMail(deps, incident, moved, 'Our service could not be reached for a while.');
    await deps.repository.commit([
      { type: 'put', kind: 'exam', item: moved, expected: exam.version },
      mailChange(mail),
      {
        type: 'audit',
        note: {
          chain: incident.id,
          at: new Date(workflowMs).toISOString(),
          actor: { kind: 'system', name: 'outage' },
          action: 'exam.extended',
          why: 'An outage of over an hour in the last day.',
          facts: { examId, from: exam.deadline.at, to: moved.deadline.at },
        },
      },
    ]);
    return true;
  });
}

const isMoved = (exam: Exam, outage: Outage): boolean =>
  exam.movedForOutageAt === new Date(outage.realFromMs).toISOString();
