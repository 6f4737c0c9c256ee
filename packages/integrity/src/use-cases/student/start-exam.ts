import { InvalidInput, WrongState } from '../../errors.ts';
import { closingDue, startAttempt } from '../../exam/attempt.ts';
import type { Started } from '../../exam/exam.ts';
import type { Deps } from '../../ports/deps.ts';
import { retryOnConflict } from '../decide.ts';
import { closeIfDue } from './close-if-due.ts';
import { loadExam } from './load-exam.ts';
import { presentOf } from './now.ts';

export interface StartExamInput {
  examId: string;
  /** The student declares that the answers will be their own work. */
  ownWork: boolean;
}

/**
 * Begins the attempt; its time counts from here. Beginning twice, at once or later, is beginning once.
 * @throws NotFound, InvalidInput without the declaration, WrongState once the attempt is over
 */
export async function startExam(deps: Deps, { examId, ownWork }: StartExamInput): Promise<Started> {
  const started = await retryOnConflict(async () => {
    const exam = await loadExam(deps, examId);
    if (exam.status === 'started') return exam;
    const now = presentOf(deps);
    if (exam.status !== 'scheduled' || closingDue(exam, now)) return undefined;
    if (!ownWork) {
      throw new InvalidInput([
        {
          pointer: '/ownWork',
          code: 'required',
          message: 'Tick the box to say that the answers will be your own work',
        },
      ]);
    }
    const attempt = startAttempt(exam, now);
    await deps.repository.commit([
      { type: 'put', kind: 'exam', item: attempt, expected: exam.version },
      {
        type: 'audit',
        note: {
          chain: exam.incidentId,
          at: attempt.startedAt,
          actor: { kind: 'student', examId },
          action: 'exam.started',
          facts: { examId, attempt: exam.attempt, endsAt: attempt.endsAt, declaredOwnWork: true },
        },
      },
    ]);
    return attempt;
  });
  if (started) return started;
  await closeIfDue(deps, examId);
  throw new WrongState('This exam is over, so it cannot be started.');
}
