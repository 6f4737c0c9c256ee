import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstBroken } from '@resit/integrity/audit/chain';
import { examResult } from '@resit/integrity/exam/exam';
import type { MailTransport } from '@resit/integrity/ports/mail-transport';
import { seededIds } from '@resit/integrity/testing/test-deps';
import { lecturersReport, mails, officersReport, rightAnswers, sit } from '@resit/integrity/testing/world';
import { confirmFinding, refuseReport } from '@resit/integrity/use-cases/staff/confirm-report';
import { decideIncident } from '@resit/integrity/use-cases/staff/decide-incident';
import { withdrawIncident } from '@resit/integrity/use-cases/staff/withdraw-incident';
import { saveAnswers } from '@resit/integrity/use-cases/student/save-answer';
import { startExam } from '@resit/integrity/use-cases/student/start-exam';
import { resumeIncident } from '@resit/integrity/use-cases/workflow/resume-incident';
import { openImport } from '@resit/persistence/dynamodb/import-office';
import { openSqliteRepository } from '@resit/persistence/sqlite/sqlite-repository';
import { openTestTable, type TestTable } from '@resit/persistence/testing/dynamodb-table';
import { writeTransfer } from '@resit/persistence/transfer/write-transfer';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createSimulation, type Simulation } from './simulation.ts';

const caller = { sub: 'officer-2', name: 'Another Officer', roles: ['officer'] as const };
const by = { kind: 'staff', sub: 'admin-1', name: 'Ada Admin' } as const;
const why = 'So decided.';
const finding = { reference: 'AI-9', foundOn: '2026-11-21' };

/** Incidents by the stage in which the move finds them. */
const stages = [
  'to-be-confirmed',
  'to-be-refused',
  'invited',
  'reminded-never-sits',
  'started',
  'passed-not-called-back',
  'failed-not-called-back',
  'second-attempt',
  'third-fail-not-called-back',
  'awaiting-decision',
  'straight-to-decision',
  'appealed',
  'decided-not-called-back',
  'withdrawn-not-called-back',
  'mail-held',
  'mail-put-off',
  'resolved',
  'closed',
  'stopped',
] as const;
type Stage = (typeof stages)[number];

/** What a mail server took, by mail id; it cannot be reached for one address until it can. */
interface PostOffice {
  transport: MailTransport;
  taken: string[];
  reachable: boolean;
}
function postOffice(): PostOffice {
  const office: PostOffice = {
    taken: [],
    reachable: false,
    transport: {
      async send({ id, to }) {
        if (to.address.startsWith('mail-put-off') && !office.reachable) throw new TypeError('connection refused');
        office.taken.push(id);
        return { accepted: true };
      },
    },
  };
  return office;
}

const idOf = (stage: Stage): string => `${stage.replaceAll('-', '')}0123456789abcdef`;
const reportOf = (stage: Stage) => ({
  ...officersReport,
  student: { studentNumber: stage, name: `Student ${stage}`, email: `${stage}@example.edu` },
});

const submit = async (office: Simulation, stage: Stage, rightCount: number): Promise<void> => {
  const exam = await office.currentExam(idOf(stage));
  await sit(office.deps, exam.id, rightCount);
};
const decide = (office: Simulation, stage: Stage, decision: 'penalty' | 'dismissed' | 'attempt-granted') =>
  decideIncident(office.deps, {
    caller,
    incidentId: idOf(stage),
    decision,
    why,
    ...(decision === 'penalty' ? { penalty: 'A mark of zero.' } : {}),
  });

/** An office with an incident in every stage; what its callbacks owe is not sent yet. */
async function fill(office: Simulation): Promise<void> {
  const { deps } = office;
  for (const stage of stages) {
    const straight = ['straight-to-decision', 'appealed', 'decided-not-called-back', 'closed'].includes(stage);
    const isLecturers = stage === 'to-be-confirmed' || stage === 'to-be-refused';
    const { finding: _none, ...unconfirmed } = reportOf(stage);
    await office.report({
      incidentId: idOf(stage),
      ...(isLecturers ? { roles: 'lecturer' } : {}),
      ...(stage === 'mail-held' ? { mailHeldUntil: '2026-11-26T06:00:00.000Z' } : {}),
      report: isLecturers
        ? { ...lecturersReport, ...unconfirmed }
        : { ...reportOf(stage), ...(straight ? { handling: 'straight-to-decision' } : {}) },
    });
  }
  await office.settle();
  await submit(office, 'resolved', 20);
  await submit(office, 'second-attempt', 0);
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await submit(office, 'awaiting-decision', 0);
    if (attempt < 3) await submit(office, 'third-fail-not-called-back', 0);
    await office.settle();
  }
  await decide(office, 'closed', 'penalty');
  await decide(office, 'appealed', 'penalty');
  await office.settle();
  await resumeIncident(deps, { incidentId: idOf('appealed'), by, why, at: 'awaiting-decision' });
  await office.settle();
  // Three days on: reminders are out.
  await office.advanceTo('2026-11-26T02:00:00Z');
  const { id: examId } = await office.currentExam(idOf('started'));
  await startExam(deps, { examId, ownWork: true });
  await saveAnswers(deps, { examId, answers: await rightAnswers(deps, examId, 20) });
  await submit(office, 'passed-not-called-back', 20);
  await submit(office, 'failed-not-called-back', 0);
  await submit(office, 'third-fail-not-called-back', 0);
  await decide(office, 'decided-not-called-back', 'dismissed');
  await withdrawIncident(deps, { caller, incidentId: idOf('withdrawn-not-called-back'), why });
}

/** What happens to them afterwards, wherever that is. */
async function carryToTheEnd(office: Simulation, post: PostOffice): Promise<void> {
  const { deps } = office;
  await office.settle();
  await resumeIncident(deps, { incidentId: idOf('stopped'), by, why });
  await confirmFinding(deps, { caller, incidentId: idOf('to-be-confirmed'), finding });
  await refuseReport(deps, { caller, incidentId: idOf('to-be-refused'), why });
  await decide(office, 'awaiting-decision', 'penalty');
  await decide(office, 'straight-to-decision', 'attempt-granted');
  await decide(office, 'appealed', 'dismissed');
  await submit(office, 'invited', 20);
  await submit(office, 'second-attempt', 20);
  await office.settle();
  await submit(office, 'to-be-confirmed', 20);
  await submit(office, 'failed-not-called-back', 20);
  await decide(office, 'third-fail-not-called-back', 'penalty');
  post.reachable = true;
  await office.advanceTo('2026-12-05T02:00:00Z');
  for (const stage of stages) {
    const { status } = await office.incident(idOf(stage));
    if (status === 'awaiting-decision') await decide(office, stage, 'penalty');
  }
  await office.settle();
}

/** Everything that people see of an incident in the end, without ids. */
async function outcomeOf(office: Simulation, stage: Stage) {
  const { repository } = office.deps;
  const incident = await office.incident(idOf(stage));
  const exams = await repository.query('exam', 'byIncident', { partition: incident.id });
  const sent = await repository.query('mail', 'byIncident', { partition: incident.id, limit: 1000 });
  const trail = await repository.auditTrail(incident.id);
  expect(firstBroken(trail)).toBeUndefined();
  return {
    stage,
    status: incident.status,
    outcome: 'outcome' in incident ? incident.outcome : undefined,
    stopped: incident.run.stopped?.error,
    attempts: [incident.attemptsScheduled, incident.attemptsAllowed],
    exams: exams.items.map((exam) => [
      exam.attempt,
      exam.status,
      examResult(exam),
      exam.deadline.at,
      exam.remindersSent,
    ]),
    mails: sent.items.map(({ template, to, delivery }) => `${template} ${to.address} ${delivery.status}`).sort(),
    audit: trail
      .map(({ action }) => action)
      .filter((action) => action !== 'workflow.moved')
      .sort(),
  };
}
const outcomesOf = (office: Simulation) => Promise.all(stages.map((stage) => outcomeOf(office, stage)));

/** Fails in the workflow of one incident, in the old office alone. */
const stopOne = (state: { mended: boolean }) => ({
  functionFault: (name: string, event: unknown) =>
    name === 'ScheduleExam' && !state.mended && JSON.stringify(event).includes(idOf('stopped'))
      ? ('fails-before' as const)
      : undefined,
});

let folder = '';
let table: TestTable;
const offices: Simulation[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'resit-move-'));
  table = await openTestTable(inject('dynamodbEndpoint'));
});
afterEach(async () => {
  for (const office of offices.splice(0)) await office.close();
  await table.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe('an office that moves from one machine to AWS', () => {
  it('has every incident come to the end that it would have come to, and sends no mail twice', async () => {
    const file = join(folder, 'office.ndjson');
    const databaseFile = join(folder, 'resit.db');
    const [stayed, left, came] = [postOffice(), postOffice(), postOffice()];
    const faultIn = (state: { mended: boolean }) => stopOne(state);

    const control = { mended: false };
    const embedded = await createSimulation({ transport: stayed.transport, ...faultIn(control) });
    offices.push(embedded);
    await fill(embedded);
    control.mended = true;
    await carryToTheEnd(embedded, stayed);

    const old = await createSimulation({
      transport: left.transport,
      ...faultIn({ mended: false }),
      repository: async () => {
        const repository = openSqliteRepository({ file: databaseFile });
        return { repository, close: () => repository.close() };
      },
    });
    await fill(old);
    const stoppedMs = old.deps.clock.nowMs();
    await old.close();
    writeTransfer({
      databaseFile,
      file,
      header: {
        id: '0123456789abcdef',
        product: '0.1.0',
        exportedAt: new Date(stoppedMs).toISOString(),
        stoppedAt: new Date(stoppedMs).toISOString(),
        settings: { ...old.deps.institution, institution: old.deps.institution.name },
      },
    });

    // As a deployment leaves it: policy and questions are there.
    const aws = await createSimulation({
      transport: came.transport,
      repository: async (clock) => ({ repository: table.open(clock), close: async () => undefined }),
    });
    offices.push(aws);
    aws.deps.ids = seededIds('aws');
    await aws.advanceTo(stoppedMs + 5 * 60_000);
    const moving = () =>
      openImport({
        client: table.client,
        tableName: table.tableName,
        stateMachineArn: aws.deps.stateMachineArn,
        file,
        depsFor: () => aws.deps,
        nowMs: () => aws.deps.clock.nowMs(),
        progress: () => () => undefined,
      });
    const first = await moving();
    await first.load();
    // Loaded, it is quiet: nothing is sent and nothing begins, however often the deployment looks.
    await aws.settle();
    expect(came.taken).toEqual([]);
    expect(aws.calls).toEqual([]);

    const started = await (await moving()).start();
    expect(started).toMatchObject({ stopped: 1, ended: 2, resumed: stages.length - 3, deadlinesMoved: 0 });
    expect(await (await moving()).start()).toBeUndefined();
    await aws.settle();
    for (const stage of stages) {
      const { run } = await aws.incident(idOf(stage));
      expect(run.executionArn).toContain(aws.deps.stateMachineArn.replace(':stateMachine:', ':execution:'));
    }
    await carryToTheEnd(aws, came);

    expect(await outcomesOf(aws)).toEqual(await outcomesOf(embedded));
    const taken = [...left.taken, ...came.taken];
    expect(new Set(taken).size).toBe(taken.length);
    expect(taken.length).toBe(stayed.taken.length);
    expect((await mails(aws.deps)).length).toBe((await mails(embedded.deps)).length);
  }, 400_000);
});
