import { incidentId, lecturersReport, mails, officersReport, rightAnswers, sit } from '@resit/integrity/testing/world';
import { excuseExam, extendDeadline } from '@resit/integrity/use-cases/staff/change-exam';
import { confirmFinding, refuseReport } from '@resit/integrity/use-cases/staff/confirm-report';
import { decideIncident } from '@resit/integrity/use-cases/staff/decide-incident';
import { resendInvitation } from '@resit/integrity/use-cases/staff/invitation';
import { withdrawIncident } from '@resit/integrity/use-cases/staff/withdraw-incident';
import { saveAnswers } from '@resit/integrity/use-cases/student/save-answer';
import { startExam } from '@resit/integrity/use-cases/student/start-exam';
import { redriveIncident } from '@resit/integrity/use-cases/workflow/redrive-incident';
import { resumeIncident } from '@resit/integrity/use-cases/workflow/resume-incident';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulation, type Simulation, type SimulationOptions } from './simulation.ts';

const caller = { sub: 'officer-2', name: 'Another Officer', roles: ['officer'] as const };
const by = { kind: 'staff', sub: 'admin-1', name: 'Ada Admin' } as const;
const why = 'So decided.';
const finding = { reference: 'AI-9', foundOn: '2026-11-21' };

let process: Simulation;
let within: SimulationOptions = {};

const begin = async (options: SimulationOptions = {}): Promise<void> => {
  process = await createSimulation({ ...within, ...options });
};
const report = async (given: { roles?: string; report?: object } = {}): Promise<void> => {
  await process.report({ incidentId, report: officersReport, ...given });
  await process.settle();
};
const submit = async (rightCount: number) => {
  const exam = await process.currentExam(incidentId);
  await sit(process.deps, exam.id, rightCount);
  await process.settle();
};
const status = async () => (await process.incident(incidentId)).status;
/** Kinds of the mails so far; those of one instant are in no order. */
const sent = async () => (await mails(process.deps)).map((mail) => mail.template).sort();
const ended = () => process.executionStatus(incidentId);
const decide = async (decision: 'attempt-granted' | 'penalty' | 'dismissed') => {
  const penalty = decision === 'penalty' ? { penalty: 'A mark of zero.' } : {};
  await decideIncident(process.deps, { caller, incidentId, decision, why, ...penalty });
  await process.settle();
};

/** What the process does, whatever the repository that it keeps everything in. Waits of weeks are in `longWaitsContract`. */
export function processContract(name: string, options: SimulationOptions = {}): void {
  beforeEach(() => {
    within = options;
  });
  afterEach(() => process.close());

  describe(`the process (${name})`, () => {
    it('resolves an incident whose exam is passed at once', async () => {
      await begin();
      await report();
      expect(await sent()).toEqual(['invitation']);
      expect(await ended()).toBe('RUNNING');
      await submit(20);
      expect(await status()).toBe('resolved');
      expect(await ended()).toBe('SUCCEEDED');
      expect(await sent()).toEqual(['invitation', 'resolved']);
    });

    it('gives another attempt after each fail, and resolves on a late pass', async () => {
      await begin();
      await report();
      await submit(0);
      expect(await process.currentExam(incidentId)).toMatchObject({ attempt: 2, status: 'scheduled' });
      await submit(13);
      await submit(14);
      expect(await status()).toBe('resolved');
      expect(await sent()).toEqual(['invitation', 'invitation', 'invitation', 'resolved', 'result', 'result']);
    });

    it('hands three fails to the officers, who grant a fourth attempt and then decide', async () => {
      await begin();
      await report();
      for (let attempt = 1; attempt <= 3; attempt += 1) await submit(0);
      expect(await process.incident(incidentId)).toMatchObject({
        status: 'awaiting-decision',
        reason: 'attempts-used',
      });
      await decide('attempt-granted');
      expect(await process.currentExam(incidentId)).toMatchObject({ attempt: 4, status: 'scheduled' });
      await submit(0);
      expect(await process.incident(incidentId)).toMatchObject({
        status: 'awaiting-decision',
        reason: 'attempts-used',
      });
      await decide('penalty');
      expect(await status()).toBe('closed');
      expect(await ended()).toBe('SUCCEEDED');
      expect((await sent()).filter((template) => template === 'decision')).toHaveLength(1);
    });

    it('marks what was saved when the deadline strikes', async () => {
      await begin();
      await report();
      const { id: examId } = await process.currentExam(incidentId);
      await startExam(process.deps, { examId, ownWork: true });
      await saveAnswers(process.deps, { examId, answers: await rightAnswers(process.deps, examId, 20) });
      await process.advanceTo('2026-11-29T13:00:01Z');
      expect(await process.deps.repository.get('exam', examId)).toMatchObject({
        status: 'submitted',
        submittedBy: 'deadline',
      });
      expect(await status()).toBe('resolved');
    });

    it('ends when it is withdrawn while it waits', async () => {
      await begin();
      await report();
      await withdrawIncident(process.deps, { caller, incidentId, why });
      await process.settle();
      expect(await ended()).toBe('SUCCEEDED');
      expect(await sent()).toEqual(['invitation', 'withdrawn']);
    });

    it('schedules another attempt for one that is excused, beyond the allowance', async () => {
      await begin({ policy: { attempts: 1 } });
      await report();
      await excuseExam(process.deps, { caller, incidentId, why });
      await process.settle();
      expect(await process.currentExam(incidentId)).toMatchObject({ attempt: 2, status: 'scheduled' });
    });

    it("ends with a lecturer's report that is refused, of which the student never hears", async () => {
      await begin();
      await report({ roles: 'lecturer', report: lecturersReport });
      await refuseReport(process.deps, { caller, incidentId, why });
      await process.settle();
      expect(await ended()).toBe('SUCCEEDED');
      expect(await sent()).toEqual(['officer-notice']);
    });

    it('goes straight to a decision where an officer chose so', async () => {
      await begin();
      await report({ report: { ...officersReport, handling: 'straight-to-decision' } });
      expect(await status()).toBe('awaiting-decision');
      expect(process.calls).toEqual(['RegisterIncident', 'TakeAdministrativeAction']);
      await decide('penalty');
      expect(await ended()).toBe('SUCCEEDED');
    });

    it('takes up a closed incident for an appeal in an execution of its own', async () => {
      await begin();
      await report({ report: { ...officersReport, handling: 'straight-to-decision' } });
      await decide('penalty');
      await resumeIncident(process.deps, { incidentId, by, why: 'Appealed.', at: 'awaiting-decision' });
      await process.settle();
      await decide('dismissed');
      expect(await process.executionStatus(`${incidentId}-2`)).toBe('SUCCEEDED');
      expect(await process.incident(incidentId)).toMatchObject({ status: 'closed', outcome: 'dismissed' });
      expect((await sent()).filter((template) => template === 'decision')).toHaveLength(2);
    });
  });

  describe(`an execution that stops (${name})`, () => {
    const broken = (names: readonly string[]) => {
      const state = { mended: false };
      const functionFault = (name: string) => (!state.mended && names.includes(name) ? 'fails-before' : undefined);
      return { state, functionFault } as const;
    };

    it('is marked, resumed where the incident stands, and comes to its end', async () => {
      const { state, functionFault } = broken(['ScheduleExam']);
      await begin({ functionFault });
      await report();
      await process.advanceDays(1);
      expect((await process.incident(incidentId)).run.stopped).toMatchObject({
        status: 'FAILED',
        error: 'Lambda.SdkClientException',
      });
      state.mended = true;
      await resumeIncident(process.deps, { incidentId, by, why: 'Mended.' });
      await process.settle();
      await submit(20);
      expect(await status()).toBe('resolved');
      expect(await process.executionStatus(`${incidentId}-2`)).toBe('SUCCEEDED');
      expect((await process.incident(incidentId)).run.stopped).toBeUndefined();
    });

    it('is redriven at the state where it stopped', async () => {
      const { state, functionFault } = broken(['ResolveIncident']);
      await begin({ functionFault });
      await report();
      await submit(20);
      await process.advanceDays(1);
      expect((await process.incident(incidentId)).run.stopped).toBeDefined();
      state.mended = true;
      await redriveIncident(process.deps, { incidentId, by, why: 'Mended.' });
      await process.settle();
      expect(await status()).toBe('resolved');
      expect(await ended()).toBe('SUCCEEDED');
    });

    it('leaves its incident even if it stopped before it was registered', async () => {
      const { state, functionFault } = broken(['RegisterIncident']);
      await begin({ functionFault });
      await report();
      await process.advanceDays(1);
      expect(await process.incident(incidentId)).toMatchObject({ status: 'to-be-scheduled', run: { stopped: {} } });
      state.mended = true;
      await resumeIncident(process.deps, { incidentId, by, why: 'Mended.' });
      await process.settle();
      expect(await sent()).toEqual(['invitation']);
    });

    it('finds the result of an exam that was submitted in the meantime', async () => {
      const { state, functionFault } = broken(['ReviewDeadline']);
      await begin({ functionFault });
      await report();
      await process.advanceTo('2026-11-26T02:00:00Z');
      expect((await process.incident(incidentId)).run.stopped).toBeDefined();
      await submit(20);
      expect(await status()).toBe('exam-open');
      state.mended = true;
      await resumeIncident(process.deps, { incidentId, by, why: 'Mended.' });
      await process.settle();
      expect(await status()).toBe('resolved');
    });
  });

  describe(`an execution (${name})`, () => {
    it('holds nothing personal after registration, and task tokens only where they are handed to functions', async () => {
      await begin();
      await report();
      for (let attempt = 1; attempt <= 3; attempt += 1) await submit(0);
      await decide('penalty');
      const events = await process.history(incidentId);
      const registered = events.findIndex((event) => event.type === 'TaskSucceeded');
      const later = JSON.stringify(events.slice(registered));
      for (const personal of ["O'Brien", 'siobhan@', 's1234567', 'An essay', 'Copied', 'HIST101']) {
        expect(later).not.toContain(personal);
      }
      const tokens = events.flatMap(
        (event) => /"TaskToken":"([^"]+)"/.exec(event.taskScheduledEventDetails?.parameters ?? '')?.[1] ?? [],
      );
      expect(tokens.length).toBeGreaterThanOrEqual(4);
      const elsewhere = JSON.stringify(events.filter((event) => event.type !== 'TaskScheduled'));
      for (const token of tokens) expect(elsewhere).not.toContain(token);
    });
  });
}

/** What it does in waits of weeks: the same calls, thousands of times. */
export function longWaitsContract(name: string, options: SimulationOptions = {}): void {
  beforeEach(() => {
    within = options;
  });
  afterEach(() => process.close());

  describe(`the process in long waits (${name})`, () => {
    it('reminds, then hands a student who never answered to the officers, whom it reminds every week', async () => {
      await begin();
      await report();
      await process.advanceTo('2026-11-25T21:59:59Z');
      expect(await sent()).toEqual(['invitation']);
      await process.advanceTo('2026-11-25T22:00:00Z');
      expect(await sent()).toEqual(['invitation', 'reminder']);
      await process.advanceTo('2026-11-29T12:59:59.999Z');
      expect(await sent()).toEqual(['invitation', 'reminder', 'reminder']);
      expect(await status()).toBe('exam-open');
      await process.advanceTo('2026-11-29T13:00:01Z');
      expect(await process.incident(incidentId)).toMatchObject({ status: 'awaiting-decision', reason: 'did-not-sit' });
      await process.advanceDays(22);
      expect((await sent()).filter((template) => template === 'officer-notice')).toHaveLength(4);
      expect((await sent()).filter((template) => template === 'administrative-action')).toHaveLength(1);
      await decide('dismissed');
      expect(await process.incident(incidentId)).toMatchObject({ status: 'closed', outcome: 'dismissed' });
    });

    it('follows a deadline that is moved while it waits', async () => {
      await begin();
      await report();
      await extendDeadline(process.deps, { caller, incidentId, until: '2026-12-04', why });
      await process.advanceTo('2026-12-04T12:59:59.999Z');
      expect(await status()).toBe('exam-open');
      expect(await sent()).toEqual(['extension', 'invitation', 'reminder', 'reminder']);
      await process.advanceTo('2026-12-04T13:00:01Z');
      expect(await status()).toBe('awaiting-decision');
    });

    it("waits for an officer to confirm a lecturer's report, reminding every week", async () => {
      await begin();
      await report({ roles: 'lecturer', report: lecturersReport });
      await process.advanceDays(8);
      expect(await sent()).toEqual(['officer-notice', 'officer-notice']);
      await confirmFinding(process.deps, { caller, incidentId, finding });
      await process.settle();
      expect(await sent()).toEqual(['invitation', 'officer-notice', 'officer-notice']);
    });

    it('waits beyond the deadline for an invitation that came back, until it is sent again and arrives', async () => {
      let reachable = false;
      await begin({
        transport: {
          send: async ({ to }) =>
            to.address === 'siobhan@example.edu' && !reachable ? { refused: '550 unknown' } : { accepted: true },
        },
      });
      await report();
      await process.advanceDays(30);
      expect(await process.currentExam(incidentId)).toMatchObject({
        status: 'scheduled',
        invitation: { status: 'bounced' },
      });
      reachable = true;
      await resendInvitation(process.deps, { caller, incidentId });
      await process.settle();
      const exam = await process.currentExam(incidentId);
      expect(exam).toMatchObject({ status: 'scheduled', invitation: { status: 'accepted' } });
      // Seven whole days again, from the day on which the mail arrived.
      expect(exam.deadline.at).toBe('2026-12-29T12:59:59.999Z');
      await process.advanceTo('2026-12-30T14:00:00Z');
      expect(await status()).toBe('awaiting-decision');
    });

    it('stays far below the limit of 25,000 events, though its deadline is held for a year', async () => {
      await begin();
      await report();
      const exam = await process.currentExam(incidentId);
      if (exam.status !== 'scheduled') expect.unreachable();
      await process.deps.repository.commit([
        { type: 'put', kind: 'exam', item: { ...exam, openRequests: ['r1'] }, expected: exam.version },
      ]);
      await process.advanceDays(365);
      expect(await status()).toBe('exam-open');
      const events = await process.history(incidentId);
      expect(events.length).toBeGreaterThan(365);
      expect(events.length).toBeLessThan(10_000);
    }, 120_000);
  });
}
