import { beforeEach, describe, expect, it } from 'vitest';
import type { TestDeps } from '../../testing/test-deps.ts';
import { createWorld, incidentId, mails, officersReport, register, sit, tokenNow } from '../../testing/world.ts';
import { refuseReport } from '../staff/confirm-report.ts';
import { decideIncident } from '../staff/decide-incident.ts';
import { withdrawIncident as withdraw } from '../staff/withdraw-incident.ts';
import { closeIncident } from './close-incident.ts';
import { IncidentElsewhere, IncidentUnknown, IncidentWithdrawn } from './errors.ts';
import { resolveIncident } from './resolve-incident.ts';
import { scheduleExam } from './schedule-exam.ts';
import { sendNotification } from './send-notification.ts';
import { takeAdministrativeAction } from './take-administrative-action.ts';
import { withdrawIncident } from './withdraw-incident.ts';

const caller = { sub: 'officer-2', name: 'Another Officer', roles: ['officer'] as const };
let deps: TestDeps;
const begin = async (overrides: Parameters<typeof createWorld>[0] = {}) => {
  deps = await createWorld(overrides);
};
beforeEach(() => begin());
const incident = async () => (await deps.repository.get('incident', incidentId))!;
const invite = async (held?: string) => {
  await register(deps, held === undefined ? {} : { mailHeldUntil: held });
  const { examId } = await scheduleExam(deps, incidentId);
  await sendNotification(deps, examId, tokenNow(deps, 'T1'));
  return examId;
};
const twentyTimes = (call: () => Promise<unknown>) => Promise.all(Array.from({ length: 20 }, call));

describe('resolveIncident', () => {
  it('issues one certificate and one letter, however often it is called', async () => {
    const examId = await invite();
    await sit(deps, examId, 14);
    await twentyTimes(() => resolveIncident(deps, incidentId));
    const resolved = await incident();
    if (resolved.status !== 'resolved') expect.unreachable();
    expect(resolved.examId).toBe(examId);
    const { items } = await deps.repository.query('certificate', 'byExam', { partition: examId });
    expect(items).toEqual([
      expect.objectContaining({ id: resolved.certificateId, name: "Siobhán O'Brien", studentNumber: 's1234567' }),
    ]);
    const [letter, ...more] = await mails(deps, 'resolved');
    expect(more).toEqual([]);
    expect(letter?.text).toContain(`http://localhost:8080/certificate/${resolved.certificateId}`);
  });

  it('refuses an exam that was not passed', async () => {
    const examId = await invite();
    await expect(resolveIncident(deps, incidentId)).rejects.toThrow(IncidentElsewhere);
    await sit(deps, examId, 13);
    await expect(resolveIncident(deps, incidentId)).rejects.toThrow(IncidentElsewhere);
    expect((await incident()).status).toBe('exam-open');
  });

  it('gives way to an officer who withdrew the incident after the pass', async () => {
    await sit(deps, await invite(), 20);
    await withdraw(deps, { caller, incidentId, why: 'A mistake.' });
    await expect(resolveIncident(deps, incidentId)).rejects.toThrow(IncidentWithdrawn);
  });
});

describe('closeIncident', () => {
  const decide = async (decision: 'penalty' | 'dismissed') => {
    await register(deps, { report: { ...officersReport, handling: 'straight-to-decision' } });
    await takeAdministrativeAction(deps, incidentId, tokenNow(deps, 'T1'));
    const penalty = decision === 'penalty' ? { penalty: 'A mark of zero.' } : {};
    await decideIncident(deps, { caller, incidentId, decision, why: 'INTERNAL reasons', ...penalty });
  };

  it('writes one letter with the penalty and how to appeal and by when', async () => {
    await decide('penalty');
    await twentyTimes(() => closeIncident(deps, incidentId));
    const [letter, ...more] = await mails(deps, 'decision');
    expect(more).toEqual([]);
    expect(letter?.text).toContain('A mark of zero.');
    expect(letter?.text).toContain('You can appeal until Wednesday 2 December 2026, 23:59 Sydney time');
    expect(letter?.text).not.toContain('INTERNAL');
    expect(await incident()).toMatchObject({ status: 'closed', appealBy: '2026-12-02T12:59:59.999Z' });
  });

  it('offers no appeal against a dismissal', async () => {
    await decide('dismissed');
    await closeIncident(deps, incidentId);
    const [letter] = await mails(deps, 'decision');
    expect(letter?.text).toContain('there is no penalty');
    expect(letter?.text).not.toContain('You can appeal');
  });

  it('refuses an incident that nobody has decided', async () => {
    await register(deps);
    await expect(closeIncident(deps, incidentId)).rejects.toThrow(IncidentElsewhere);
    await expect(closeIncident(deps, 'nobody')).rejects.toThrow(IncidentUnknown);
  });
});

describe('withdrawIncident', () => {
  it('writes one letter to a student who had been invited', async () => {
    await invite();
    await withdraw(deps, { caller, incidentId, why: 'INTERNAL reasons' });
    await twentyTimes(() => withdrawIncident(deps, incidentId));
    const letters = await mails(deps, 'withdrawn');
    expect(letters).toHaveLength(1);
    expect(letters[0]?.text).not.toContain('INTERNAL');
  });

  it('writes nothing to a student who never heard of it', async () => {
    await register(deps, { roles: 'lecturer' });
    await refuseReport(deps, { caller, incidentId, why: 'No.' });
    await withdrawIncident(deps, incidentId);
    expect(await mails(deps)).toEqual([]);
  });

  it('calls off an invitation that an import still holds, and then has nothing to write', async () => {
    await invite('2026-11-22T02:15:00.000Z');
    await withdraw(deps, { caller, incidentId, why: 'Undone.' });
    await withdrawIncident(deps, incidentId);
    expect((await mails(deps)).map(({ template, delivery }) => [template, delivery.status])).toEqual([
      ['invitation', 'cancelled'],
    ]);
  });

  it('calls off what waits in the queue of a mail server', async () => {
    await begin({ mailMode: 'smtp' });
    await invite();
    await withdraw(deps, { caller, incidentId, why: 'Undone.' });
    await withdrawIncident(deps, incidentId);
    expect((await mails(deps, 'invitation'))[0]?.delivery.status).toBe('cancelled');
  });

  it('refuses an incident that nobody withdrew', async () => {
    await invite();
    await expect(withdrawIncident(deps, incidentId)).rejects.toThrow(IncidentElsewhere);
  });
});
