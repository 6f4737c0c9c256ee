import { RepositoryUnavailable } from '@resit/integrity/ports/repository';
import type { TestDeps } from '@resit/integrity/testing/test-deps';
import { callbacks, createWorld, incidentId, officersReport, sit } from '@resit/integrity/testing/world';
import { beforeEach, describe, expect, it } from 'vitest';
import { createWorkflowFunctions, workflowFunctionNames } from './create-workflow-functions.ts';

const at = '2026-11-22T02:00:00.000Z';
const execution = { name: incidentId, arn: 'arn:aws:states:us-east-1:111111111111:execution:p:x', startedAt: at };
const registration = (report: unknown = officersReport, roles = 'officer') => ({
  input: { incidentId, reportedBy: { sub: 'o', name: 'Olga "O" Officer', roles }, report },
  execution,
});
const waiting = (ids: object, TaskToken = 'TOKEN') => ({ input: { ...ids, enteredAt: at, retryCount: 0 }, TaskToken });

let deps: TestDeps;
let functions: ReturnType<typeof createWorkflowFunctions>;
beforeEach(async () => {
  deps = await createWorld();
  functions = createWorkflowFunctions(deps);
});

describe('the functions of the workflow', () => {
  it('hand each other what the definition hands on, and nothing personal', async () => {
    const standing = await functions.RegisterIncident(registration());
    expect(standing).toEqual({ incidentId, stands: 'to-be-scheduled' });
    const scheduled = (await functions.ScheduleExam(standing)) as { examId: string };
    expect(scheduled).toEqual({ incidentId, examId: expect.any(String), waitSeconds: expect.any(Number) });
    expect(await functions.SendNotification(waiting(scheduled))).toEqual({});
    expect(await functions.ReviewDeadline(scheduled)).toEqual(scheduled);
    await sit(deps, scheduled.examId, 20);
    expect((await callbacks(deps)).map(({ taskToken }) => taskToken)).toEqual(['TOKEN']);
    expect(await functions.ReviewDeadline(scheduled)).toEqual({ incidentId, examId: scheduled.examId, result: 'Pass' });
    expect(await functions.ResolveIncident({ incidentId })).toEqual({ incidentId });
  });

  it.each([...workflowFunctionNames])(
    '%s refuses an event that is not of its kind, naming fields and no values',
    async (name) => {
      for (const event of [
        undefined,
        null,
        'text',
        7,
        {},
        { incidentId: 7, input: { incidentId: '' }, TaskToken: 'SECRET' },
      ]) {
        await expect(functions[name](event)).rejects.toMatchObject({ name: 'InvalidEvent' });
        await expect(functions[name](event)).rejects.not.toThrow(/SECRET/);
      }
    },
  );

  it('fail under the names that the definition catches', async () => {
    await functions.RegisterIncident(registration());
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const { examId } = (await functions.ScheduleExam({ incidentId })) as { examId: string };
      await functions.SendNotification(waiting({ incidentId, examId }));
      await sit(deps, examId, 0);
    }
    await expect(functions.ScheduleExam({ incidentId })).rejects.toMatchObject({
      name: 'StudentExceededAllowableExamRetries',
    });
  });

  it('fail under a name that the definition retries while the store is away', async () => {
    deps.repository.get = () => Promise.reject(new RepositoryUnavailable('The disk is full.'));
    await expect(functions.ScheduleExam({ incidentId })).rejects.toMatchObject({ name: 'RepositoryUnavailable' });
  });

  it('name the wrong fields of a report and not what they hold', async () => {
    const wrong = { ...officersReport, student: { ...officersReport.student, email: 'SECRET' } };
    const failure = functions.RegisterIncident(registration(wrong));
    await expect(failure).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('/student/email'),
    });
    await expect(failure).rejects.not.toThrow(/SECRET/);
  });
});
