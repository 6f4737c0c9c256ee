import { beforeEach, describe, expect, it } from 'vitest';
import { isOpen } from '../../exam/exam.ts';
import { exposureCounter } from '../../exam/exposure.ts';
import type { TestDeps } from '../../testing/test-deps.ts';
import { createWorld, DAY_MS, incidentId, register, sit } from '../../testing/world.ts';
import { withdrawIncident } from '../staff/withdraw-incident.ts';
import {
  IncidentElsewhere,
  IncidentUnknown,
  IncidentWithdrawn,
  StudentExceededAllowableExamRetries,
} from './errors.ts';
import { scheduleExam } from './schedule-exam.ts';
import { sendNotification } from './send-notification.ts';

let deps: TestDeps;
beforeEach(async () => {
  deps = await createWorld();
});
const exams = async () => (await deps.repository.query('exam', 'byIncident', { partition: incidentId })).items;
const schedule = async () => {
  const { examId } = await scheduleExam(deps, incidentId);
  await sendNotification(deps, examId, { taskToken: examId, enteredAt: '2026-11-22T02:00:00.000Z', retryCount: 0 });
  return examId;
};

describe('scheduleExam', () => {
  it('creates the first attempt with its deadline, questions and copy of the policy', async () => {
    await register(deps);
    const { examId, waitSeconds } = await scheduleExam(deps, incidentId);
    const exam = (await deps.repository.get('exam', examId))!;
    expect(exam).toMatchObject({
      attempt: 1,
      status: 'scheduled',
      deadline: { at: '2026-11-29T12:59:59.999Z', zone: 'Australia/Sydney' },
      policy: { number: 1, passMarkPercent: 70, questionCount: 20 },
    });
    expect(exam.drawn).toHaveLength(20);
    expect(new Set(exam.drawn.map(({ questionId }) => questionId)).size).toBe(20);
    // The first reminder falls at nine in Sydney, three days before.
    expect(waitSeconds).toBe((Date.parse('2026-11-25T22:00:00Z') - deps.workflowClock.nowMs()) / 1000);
    expect(await deps.repository.get('incident', incidentId)).toMatchObject({
      status: 'exam-open',
      currentExamId: examId,
      attemptsScheduled: 1,
    });
  });

  it('creates one attempt, though it is called twenty times at once', async () => {
    await register(deps);
    const answers = await Promise.all(Array.from({ length: 20 }, () => scheduleExam(deps, incidentId)));
    expect(new Set(answers.map((answer) => answer.examId)).size).toBe(1);
    expect(await exams()).toHaveLength(1);
    const actions = (await deps.repository.auditTrail(incidentId)).map((entry) => entry.action);
    expect(actions.filter((action) => action === 'exam.scheduled')).toHaveLength(1);
  });

  it('schedules the next attempt after a fail, until the allowance is used up', async () => {
    await register(deps);
    for (const attempt of [1, 2, 3]) {
      const examId = await schedule();
      expect((await deps.repository.get('exam', examId))?.attempt).toBe(attempt);
      await sit(deps, examId, 0);
    }
    await expect(scheduleExam(deps, incidentId)).rejects.toThrow(StudentExceededAllowableExamRetries);
    await expect(scheduleExam(deps, incidentId)).rejects.toMatchObject({ name: 'StudentExceededAllowableExamRetries' });
    expect(await exams()).toHaveLength(3);
  });

  it('asks a student nothing twice in any incident, while the bank allows', async () => {
    await register(deps);
    await register(deps, { id: 'another' });
    const first = await schedule();
    const other = await scheduleExam(deps, 'another');
    await sit(deps, first, 0);
    const second = await schedule();
    const drawn = await deps.repository.getMany('exam', [first, other.examId, second]);
    const ids = drawn.flatMap((exam) => exam?.drawn.map(({ questionId }) => questionId) ?? []);
    expect(ids).toHaveLength(60);
    expect(new Set(ids).size).toBe(60);
    const counts = await deps.repository.counters(ids.map(exposureCounter));
    expect(counts.every((count) => count === 1)).toBe(true);
  });

  it("gives the student's standing days, time and breaks", async () => {
    await register(deps);
    const student = (await deps.repository.get('student', 's1234567'))!;
    const adjusted = { ...student, extraDays: 3, extraTimePercent: 25, breakMinutes: 10 };
    await deps.repository.commit([{ type: 'put', kind: 'student', item: adjusted }]);
    const { examId } = await scheduleExam(deps, incidentId);
    expect(await deps.repository.get('exam', examId)).toMatchObject({
      deadline: { at: '2026-12-02T12:59:59.999Z' },
      adjustments: { extraTimePercent: 25, breakMinutes: 10 },
    });
  });

  it('answers with the attempt there is when it is called late, and schedules nothing after a pass', async () => {
    await register(deps);
    const examId = await schedule();
    await sit(deps, examId, 20);
    expect(await scheduleExam(deps, incidentId)).toMatchObject({ examId });
    expect(await exams()).toHaveLength(1);
  });

  it('keeps to the policy in force at registration', async () => {
    await register(deps);
    const policy = (await deps.repository.get('policy', '1'))!;
    const stricter = { ...policy, id: '2', number: 2, passMarkPercent: 90, attempts: 1, questionCount: 10 };
    await deps.repository.commit([{ type: 'put', kind: 'policy', item: stricter, expected: null }]);
    await sit(deps, await schedule(), 0);
    deps.clock.advance(DAY_MS);
    const exam = await deps.repository.get('exam', await schedule());
    expect(exam).toMatchObject({ attempt: 2, policy: { number: 1, passMarkPercent: 70 } });
    expect(exam?.drawn).toHaveLength(20);
  });

  it('tells apart an incident that was withdrawn, one that is elsewhere and one that is not there', async () => {
    await expect(scheduleExam(deps, incidentId)).rejects.toThrow(IncidentUnknown);
    await register(deps, { roles: 'lecturer' });
    await expect(scheduleExam(deps, incidentId)).rejects.toThrow(IncidentElsewhere);
    await register(deps, { id: 'another' });
    const caller = { sub: 'o2', name: 'O', roles: ['officer'] as const };
    await withdrawIncident(deps, { caller, incidentId: 'another', why: 'A mistake.' });
    await expect(scheduleExam(deps, 'another')).rejects.toThrow(IncidentWithdrawn);
  });

  it('leaves never more than one open exam, whatever is called at once', async () => {
    await register(deps);
    const first = await schedule();
    await Promise.all([sit(deps, first, 0), ...Array.from({ length: 10 }, () => scheduleExam(deps, incidentId))]);
    await Promise.all(Array.from({ length: 10 }, () => scheduleExam(deps, incidentId)));
    const all = await exams();
    expect(all.filter(isOpen)).toHaveLength(1);
    expect(all.map((exam) => exam.attempt)).toEqual([1, 2]);
  });
});
