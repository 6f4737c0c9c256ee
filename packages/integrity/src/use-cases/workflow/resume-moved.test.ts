import { beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../ports/repository.ts';
import type { TestDeps } from '../../testing/test-deps.ts';
import { createWorld, incidentId, mails, officersReport, register, sit, tokenNow } from '../../testing/world.ts';
import { drainStarts } from '../drains/drain-starts.ts';
import { decideIncident } from '../staff/decide-incident.ts';
import { withdrawIncident as withdraw } from '../staff/withdraw-incident.ts';
import { closeIncident } from './close-incident.ts';
import { resolveIncident } from './resolve-incident.ts';
import { resumeMoved } from './resume-moved.ts';
import { scheduleExam } from './schedule-exam.ts';
import { sendNotification } from './send-notification.ts';
import { withdrawIncident } from './withdraw-incident.ts';

const caller = { sub: 'officer-2', name: 'Another Officer', roles: ['officer'] as const };
const moved = { incidentId, executionName: incidentId, why: 'Moved.' };

let deps: TestDeps;
beforeEach(async () => {
  deps = await createWorld();
});
const starts = () => deps.sfnCalls.filter(({ command }) => command === 'StartExecution').map(({ input }) => input.name);
const straight = { ...officersReport, handling: 'straight-to-decision' };
const decide = async (): Promise<void> => {
  await register(deps, { report: straight });
  await decideIncident(deps, { caller, incidentId, decision: 'dismissed', why: 'So decided.' });
};
const sitExam = async (): Promise<void> => {
  await register(deps);
  const { examId } = await scheduleExam(deps, incidentId);
  await sendNotification(deps, examId, tokenNow(deps, 'token'));
};

describe('an incident that came from another office', () => {
  it('is carried on by one new execution, however often that is asked for', async () => {
    await sitExam();
    expect(await resumeMoved(deps, moved)).toBe('resumed');
    expect(await resumeMoved(deps, moved)).toBe('resumed');
    expect(new Set(starts())).toEqual(new Set([`${incidentId}-2`]));
    const trail = await deps.repository.auditTrail(incidentId);
    expect(trail.filter(({ action }) => action === 'workflow.moved')).toHaveLength(1);
    // It has begun: asked for again it is not started again.
    await register(deps, { execution: `${incidentId}-2` });
    const before = starts().length;
    await resumeMoved(deps, moved);
    expect(starts()).toHaveLength(before);
    expect(await mails(deps, 'invitation')).toHaveLength(1);
  });

  it('is started by the sweep where the process dies between the wish and the call', async () => {
    await sitExam();
    const failing = {
      ...deps,
      sfn: { send: () => Promise.reject(new TypeError('killed')) } as unknown as TestDeps['sfn'],
    };
    await expect(resumeMoved(failing, moved)).rejects.toThrow('killed');
    expect(await drainStarts(deps)).toBe(1);
    expect(starts()).toEqual([`${incidentId}-2`]);
  });

  it('is left alone once it has ended with its last letter', async () => {
    await sitExam();
    const exam = (await deps.repository.query('exam', 'byIncident', { partition: incidentId })).items[0];
    await sit(deps, exam?.id ?? '', 20);
    await resolveIncident(deps, incidentId);
    expect(await resumeMoved(deps, moved)).toBe('ended');
    expect(starts()).toEqual([]);
  });

  it('gets the letter that its decision still owes', async () => {
    await decide();
    expect(await resumeMoved(deps, moved)).toBe('resumed');
    expect(starts()).toEqual([`${incidentId}-2`]);
  });

  it('is over when the letter of its decision is written', async () => {
    await decide();
    await closeIncident(deps, incidentId);
    expect(await resumeMoved(deps, moved)).toBe('ended');
  });

  it('is carried on where its withdrawal has mail to call off, and is over where that is done', async () => {
    await sitExam();
    await withdraw(deps, { caller, incidentId, why: 'A mistake.' });
    expect(await resumeMoved(deps, moved)).toBe('resumed');
    await register(deps, { execution: `${incidentId}-2` });
    await withdrawIncident(deps, incidentId);
    expect(await resumeMoved(deps, { ...moved, executionName: `${incidentId}-2` })).toBe('ended');
  });

  it('waits for a person where its workflow had stopped', async () => {
    await sitExam();
    const incident = await deps.repository.get('incident', incidentId);
    if (!incident) expect.unreachable();
    const stopped = { at: incident.changedAt, status: 'FAILED', error: 'E', cause: '' } as const;
    const put: Change = {
      type: 'put',
      kind: 'incident',
      item: { ...incident, run: { ...incident.run, stopped } },
      expected: incident.version,
    };
    await deps.repository.commit([put]);
    expect(await resumeMoved(deps, moved)).toBe('stopped');
    expect(starts()).toEqual([]);
  });
});
