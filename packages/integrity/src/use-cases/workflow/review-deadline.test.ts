import { beforeEach, describe, expect, it } from 'vitest';
import { moveDeadline } from '../../exam/attempt.ts';
import { LOOK_AGAIN_SECONDS, laterByDays } from '../../exam/deadline.ts';
import { type Exam, isOpen, type OpenExam } from '../../exam/exam.ts';
import type { TestDeps } from '../../testing/test-deps.ts';
import { callbacks, createWorld, incidentId, invite, register, rightAnswers, sit } from '../../testing/world.ts';
import { saveAnswers } from '../student/save-answer.ts';
import { startExam } from '../student/start-exam.ts';
import { submitExam } from '../student/submit-exam.ts';
import { reviewDeadline } from './review-deadline.ts';

const lastMoment = '2026-11-29T12:59:59.999Z';
const afterwards = '2026-11-29T13:00:00.000Z';

let deps: TestDeps;
let examId: string;
beforeEach(async () => {
  deps = await createWorld();
  await register(deps);
  examId = await invite(deps);
});
const exam = async () => (await deps.repository.get('exam', examId))!;
const change = async (how: (exam: OpenExam) => Exam) => {
  const now = await exam();
  if (isOpen(now)) await deps.repository.commit([{ type: 'put', kind: 'exam', item: how(now), expected: now.version }]);
};
const save = async (count: number) => {
  await startExam(deps, { examId, ownWork: true });
  await saveAnswers(deps, { examId, answers: await rightAnswers(deps, examId, count) });
};

describe('reviewDeadline', () => {
  it('answers with the result of an exam that was submitted', async () => {
    await sit(deps, examId, 20);
    expect(await reviewDeadline(deps, examId)).toEqual({ incidentId, examId, result: 'Pass' });
  });

  it('says when to look again while the deadline lies ahead, to the next reminder or to the deadline', async () => {
    deps.clock.set('2026-11-25T22:00:00.000Z');
    // The reminder of this moment goes out next; what is waited for is the one after it.
    expect(await reviewDeadline(deps, examId)).toEqual({ incidentId, examId, waitSeconds: 172_800 });
    deps.clock.set(lastMoment);
    expect(await reviewDeadline(deps, examId)).toEqual({ incidentId, examId, waitSeconds: 1 });
    expect(isOpen(await exam())).toBe(true);
  });

  it('records that nothing was answered by the deadline', async () => {
    deps.clock.set(afterwards);
    expect(await reviewDeadline(deps, examId)).toEqual({ incidentId, examId, result: 'DidNotSit' });
    expect((await exam()).status).toBe('did-not-sit');
  });

  it('records a started exam without an answer as not sat', async () => {
    await startExam(deps, { examId, ownWork: true });
    deps.clock.set(afterwards);
    expect(await reviewDeadline(deps, examId)).toMatchObject({ result: 'DidNotSit' });
  });

  it('marks what was saved by the deadline: a fail is a fail and a pass a pass', async () => {
    await save(1);
    deps.clock.set(afterwards);
    expect(await reviewDeadline(deps, examId)).toMatchObject({ result: 'Fail' });
    expect(await exam()).toMatchObject({ status: 'submitted', submittedBy: 'deadline', marking: { scorePercent: 5 } });
  });

  it('passes a student who had saved enough', async () => {
    await save(14);
    deps.clock.set(afterwards);
    expect(await reviewDeadline(deps, examId)).toMatchObject({ result: 'Pass' });
  });

  it('follows a deadline that was moved', async () => {
    await change((open) => moveDeadline(open, laterByDays(open.deadline, 2), deps.workflowClock.nowMs()));
    deps.clock.set(afterwards);
    const standing = await reviewDeadline(deps, examId);
    expect(standing).toMatchObject({ examId, waitSeconds: 32_400 });
    deps.clock.set('2026-12-01T13:00:00.000Z');
    expect(await reviewDeadline(deps, examId)).toMatchObject({ result: 'DidNotSit' });
  });

  it('holds the deadline for an open request, and looks again in a day', async () => {
    await change((open) => ({ ...open, openRequests: ['r1'] }));
    deps.clock.set('2026-12-05T00:00:00.000Z');
    expect(await reviewDeadline(deps, examId)).toEqual({ incidentId, examId, waitSeconds: LOOK_AGAIN_SECONDS });
    await change((open) => ({ ...open, openRequests: [] }));
    expect(await reviewDeadline(deps, examId)).toMatchObject({ result: 'DidNotSit' });
  });

  it.each(['queued', 'bounced'] as const)('holds the deadline while the invitation is %s', async (status) => {
    await change((open) => ({ ...open, invitation: { ...open.invitation!, status } }));
    deps.clock.set('2026-12-05T00:00:00.000Z');
    expect(await reviewDeadline(deps, examId)).toMatchObject({ waitSeconds: LOOK_AGAIN_SECONDS });
    expect(isOpen(await exam())).toBe(true);
  });

  it('hands in an attempt whose time limit ran out, blank or not, as a fail', async () => {
    await change((open) => ({ ...open, policy: { ...open.policy, timeLimitMinutes: 30 } }));
    await startExam(deps, { examId, ownWork: true });
    deps.clock.advance(30 * 60_000);
    expect(await reviewDeadline(deps, examId)).toMatchObject({ result: 'Fail' });
    expect(await exam()).toMatchObject({ submittedBy: 'time-limit' });
  });

  it('closes an exam once, though deadline, submission and extension come at once', async () => {
    await save(20);
    deps.clock.set(afterwards);
    const outcomes = await Promise.allSettled([
      reviewDeadline(deps, examId),
      submitExam(deps, { examId }),
      change((open) => moveDeadline(open, laterByDays(open.deadline, 1), deps.workflowClock.nowMs())),
      reviewDeadline(deps, examId),
      submitExam(deps, { examId }),
    ]);
    const closed = await exam();
    const owed = await callbacks(deps);
    const actions = (await deps.repository.auditTrail(incidentId)).map((entry) => entry.action);
    expect(closed.status).toBe('submitted');
    expect(owed).toHaveLength(1);
    expect(owed[0]?.taskToken).toBe('T1');
    expect(actions.filter((action) => action === 'exam.submitted')).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(4);
  });

  it('leaves an exam open that is extended before the deadline is looked at', async () => {
    deps.clock.set(afterwards);
    await change((open) => moveDeadline(open, laterByDays(open.deadline, 1), deps.workflowClock.nowMs()));
    expect(await reviewDeadline(deps, examId)).toHaveProperty('waitSeconds');
    expect(await callbacks(deps)).toHaveLength(0);
  });
});
