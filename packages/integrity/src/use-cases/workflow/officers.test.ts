import { beforeEach, describe, expect, it } from 'vitest';
import type { StaffAccount } from '../../staff/staff.ts';
import { manualClock, type TestDeps } from '../../testing/test-deps.ts';
import {
  callbacks,
  createWorld,
  DAY_MS,
  incidentId,
  mails,
  officersReport,
  register,
  sit,
  tokenNow,
} from '../../testing/world.ts';
import { confirmFinding as confirm, refuseReport } from '../staff/confirm-report.ts';
import { decideIncident } from '../staff/decide-incident.ts';
import { withdrawIncident } from '../staff/withdraw-incident.ts';
import { confirmFinding } from './confirm-finding.ts';
import { IncidentElsewhere, IncidentUnknown } from './errors.ts';
import { reviewDeadline } from './review-deadline.ts';
import { scheduleExam } from './schedule-exam.ts';
import { sendNotification } from './send-notification.ts';
import { takeAdministrativeAction } from './take-administrative-action.ts';
import { withdrawIncident as carryOutWithdrawal } from './withdraw-incident.ts';

const caller = { sub: 'officer-2', name: 'Another Officer', roles: ['officer'] as const };
let deps: TestDeps;
beforeEach(async () => {
  deps = await createWorld();
});
const incident = async () => (await deps.repository.get('incident', incidentId))!;
const addOfficer = (username: string, given: Partial<StaffAccount> = {}) =>
  deps.repository.commit([
    {
      type: 'put',
      kind: 'staff',
      item: {
        id: username,
        version: 0,
        shape: 1,
        username,
        name: `Officer ${username}`,
        email: `${username}@example.edu`,
        roles: ['officer'],
        passwordHash: '',
        disabled: false,
        failures: { count: 0 },
        createdAt: '2026-01-01T00:00:00.000Z',
        ...given,
      },
      expected: null,
    },
  ]);
const week = () => deps.clock.advance(7 * DAY_MS);
const owed = async () => (await callbacks(deps)).map(({ taskToken, output }) => [taskToken, output.decision]);

describe('confirmFinding', () => {
  beforeEach(() => register(deps, { roles: 'lecturer' }));
  const finding = { reference: 'AI-9', foundOn: '2026-11-21' };

  it('records the token and writes to every officer who may sign in', async () => {
    await addOfficer('ann');
    await addOfficer('ben');
    await addOfficer('gone', { disabled: true });
    await addOfficer('reader', { roles: ['lecturer'] });
    await confirmFinding(deps, incidentId, tokenNow(deps, 'T1'));
    const notices = await mails(deps, 'officer-notice');
    expect(notices.map((mail) => mail.to.address).sort()).toEqual(['ann@example.edu', 'ben@example.edu']);
    expect(notices[0]?.text).toContain(`http://localhost:8080/admin/incidents/${incidentId}`);
    expect((await incident()).waiting?.taskToken).toBe('T1');
  });

  describe('tells the reporter', () => {
    const reporter = { reportedBy: { sub: 'lena', name: 'Lena', role: 'lecturer' } } as const;
    const answered = async () => (await mails(deps, 'report-answered')).map(({ to, text }) => [to.address, text]);
    beforeEach(async () => {
      await addOfficer('lena', { roles: ['lecturer'] });
      await deps.repository.commit([{ type: 'put', kind: 'incident', item: { ...(await incident()), ...reporter } }]);
    });

    it('that the report was confirmed, once', async () => {
      await confirm(deps, { caller, incidentId, finding });
      const [[address, text] = []] = await answered();
      expect(address).toBe('lena@example.edu');
      expect(text).toContain('an officer has confirmed your report.');
      expect(text).toContain(`http://localhost:8080/admin/incidents/${incidentId}`);
      expect(await answered()).toHaveLength(1);
      expect(deps.woken.mail).toBeGreaterThan(0);
    });

    it('that the report was refused, without the officer’s reason', async () => {
      await refuseReport(deps, { caller, incidentId, why: 'The student was ill.' });
      const [[address, text] = []] = await answered();
      expect([address, text]).toEqual(['lena@example.edu', expect.stringContaining('does not take it up')]);
      expect(text).not.toContain('ill');
    });

    it('so that a withdrawal before the invitation sends the student no letter about what they never heard of', async () => {
      await confirm(deps, { caller, incidentId, finding });
      await withdrawIncident(deps, { caller, incidentId, why: 'A mistake.' });
      await carryOutWithdrawal(deps, incidentId);
      expect(await mails(deps, 'withdrawn')).toEqual([]);
    });

    it('nothing where they have no account that is in force, or answered it themselves', async () => {
      await confirm(deps, { caller: { ...caller, sub: 'lena' }, incidentId, finding, why: 'I am alone.' });
      expect(await answered()).toEqual([]);
      await register(deps, { id: 'another', roles: 'lecturer' });
      await confirm(deps, { caller, incidentId: 'another', finding });
      expect(await answered()).toEqual([]);
    });
  });

  it('writes to the office where accounts are kept elsewhere', async () => {
    await confirmFinding(deps, incidentId, tokenNow(deps, 'T1'));
    expect((await mails(deps)).map((mail) => mail.to.address)).toEqual(['integrity@example.edu']);
  });

  it('reminds once a week, however often it is called', async () => {
    const first = tokenNow(deps, 'T1');
    for (let call = 0; call < 3; call += 1) await confirmFinding(deps, incidentId, first);
    expect(await mails(deps)).toHaveLength(1);
    week();
    const second = tokenNow(deps, 'T2');
    for (let call = 0; call < 3; call += 1) await confirmFinding(deps, incidentId, second);
    await confirmFinding(deps, incidentId, first);
    expect(await mails(deps)).toHaveLength(2);
    expect((await incident()).waiting?.taskToken).toBe('T2');
  });

  it('gives the token to the answer, and completes at once if the answer came first', async () => {
    await confirmFinding(deps, incidentId, tokenNow(deps, 'T1'));
    await confirm(deps, { caller, incidentId, finding });
    await confirmFinding(deps, incidentId, tokenNow(deps, 'T2', 1));
    expect(await owed()).toEqual([
      ['T1', 'confirmed'],
      ['T2', 'confirmed'],
    ]);
  });

  it('completes with the refusal of a report that was refused', async () => {
    await refuseReport(deps, { caller, incidentId, why: 'No copying.' });
    await confirmFinding(deps, incidentId, tokenNow(deps, 'T1'));
    expect(await owed()).toEqual([['T1', 'refused']]);
  });

  it('leaves one callback or a recorded token, whichever of token and answer comes first', async () => {
    await Promise.all([
      confirmFinding(deps, incidentId, tokenNow(deps, 'T1')),
      confirm(deps, { caller, incidentId, finding }),
    ]);
    expect(await owed()).toEqual([['T1', 'confirmed']]);
  });
});

describe('takeAdministrativeAction', () => {
  const usedUp = async () => {
    await register(deps);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const { examId } = await scheduleExam(deps, incidentId);
      await sendNotification(deps, examId, tokenNow(deps, `exam-${attempt}`));
      await sit(deps, examId, 0);
    }
    for (const { id } of await callbacks(deps)) {
      await deps.repository.commit([{ type: 'delete', kind: 'callback', id }]);
    }
  };

  it('flags an incident whose attempts are used up, tells the student and the officers, and records the token', async () => {
    await usedUp();
    await takeAdministrativeAction(deps, incidentId, tokenNow(deps, 'T1'));
    expect(await incident()).toMatchObject({
      status: 'awaiting-decision',
      reason: 'attempts-used',
      waiting: { taskToken: 'T1' },
    });
    expect(await mails(deps, 'officer-notice')).toHaveLength(1);
    expect((await mails(deps, 'administrative-action')).map((mail) => mail.to.address)).toEqual([
      'siobhan@example.edu',
    ]);
  });

  it('flags once and writes once, though it is called twenty times at once', async () => {
    await usedUp();
    const token = tokenNow(deps, 'T1');
    await Promise.all(Array.from({ length: 20 }, () => takeAdministrativeAction(deps, incidentId, token)));
    expect(await mails(deps, 'officer-notice')).toHaveLength(1);
    expect(await mails(deps, 'administrative-action')).toHaveLength(1);
    const actions = (await deps.repository.auditTrail(incidentId)).map((entry) => entry.action);
    expect(actions.filter((action) => action === 'incident.flagged')).toHaveLength(1);
  });

  it('says that nothing was answered where that is why', async () => {
    await register(deps);
    const { examId } = await scheduleExam(deps, incidentId);
    await sendNotification(deps, examId, tokenNow(deps, 'E'));
    deps.clock.advance(8 * DAY_MS);
    await reviewDeadline(deps, examId);
    await takeAdministrativeAction(deps, incidentId, tokenNow(deps, 'T1'));
    expect(await incident()).toMatchObject({ status: 'awaiting-decision', reason: 'did-not-sit' });
  });

  it('writes to officers again after a week, and not to the student', async () => {
    await register(deps, { report: { ...officersReport, handling: 'straight-to-decision' } });
    await takeAdministrativeAction(deps, incidentId, tokenNow(deps, 'T1'));
    deps.clock.advance(DAY_MS);
    await takeAdministrativeAction(deps, incidentId, tokenNow(deps, 'T2'));
    expect(await mails(deps, 'officer-notice')).toHaveLength(1);
    week();
    await takeAdministrativeAction(deps, incidentId, tokenNow(deps, 'T3'));
    expect(await mails(deps, 'officer-notice')).toHaveLength(2);
    expect(await mails(deps, 'administrative-action')).toHaveLength(1);
    expect((await incident()).waiting?.taskToken).toBe('T3');
  });

  it('writes to officers once where weeks pass in seconds, and again the next real day', async () => {
    const workflowClock = manualClock();
    const fast = { ...deps, workflowClock };
    await register(fast, { report: { ...officersReport, handling: 'straight-to-decision' } });
    for (let weeks = 0; weeks < 10; weeks += 1) {
      await takeAdministrativeAction(fast, incidentId, tokenNow(fast, `T${weeks}`));
      workflowClock.advance(7 * DAY_MS);
      deps.clock.advance(35_000);
    }
    expect(await mails(deps, 'officer-notice')).toHaveLength(1);
    deps.clock.advance(DAY_MS);
    await takeAdministrativeAction(fast, incidentId, tokenNow(fast, 'T'));
    expect(await mails(deps, 'officer-notice')).toHaveLength(2);
    expect(await mails(deps, 'administrative-action')).toHaveLength(1);
  });

  it.each(['attempt-granted', 'penalty', 'dismissed'] as const)(
    'gives its token to the decision %s, and completes at once if the decision came first',
    async (decision) => {
      await usedUp();
      await takeAdministrativeAction(deps, incidentId, tokenNow(deps, 'T1'));
      const penalty = decision === 'penalty' ? { penalty: 'A mark of zero.' } : {};
      await decideIncident(deps, { caller, incidentId, decision, why: 'So decided.', ...penalty });
      await takeAdministrativeAction(deps, incidentId, tokenNow(deps, 'T2', 1));
      expect(await owed()).toEqual([
        ['T1', decision],
        ['T2', decision],
      ]);
    },
  );

  it('completes with the withdrawal of an incident that was withdrawn', async () => {
    await usedUp();
    await withdrawIncident(deps, { caller, incidentId, why: 'A mistake.' });
    await takeAdministrativeAction(deps, incidentId, tokenNow(deps, 'T1'));
    expect(await owed()).toEqual([['T1', 'withdrawn']]);
  });

  it('does not flag again an incident that got another attempt, though an old call comes late', async () => {
    await usedUp();
    await takeAdministrativeAction(deps, incidentId, tokenNow(deps, 'T1'));
    await decideIncident(deps, { caller, incidentId, decision: 'attempt-granted', why: 'Once more.' });
    await scheduleExam(deps, incidentId);
    await takeAdministrativeAction(deps, incidentId, tokenNow(deps, 'T1'));
    expect((await incident()).status).toBe('exam-open');
  });

  it('fails for an incident that is resolved or not there', async () => {
    await expect(takeAdministrativeAction(deps, 'nobody', tokenNow(deps, 'T'))).rejects.toThrow(IncidentUnknown);
    await register(deps, { roles: 'lecturer' });
    await expect(takeAdministrativeAction(deps, incidentId, tokenNow(deps, 'T'))).rejects.toThrow(IncidentElsewhere);
  });
});
