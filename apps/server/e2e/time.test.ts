import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Exam } from '@resit/integrity/exam/exam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  act,
  dayAfter,
  examAt,
  examsOf,
  executionEnd,
  hire,
  incidentAt,
  mailsOf,
  report,
  reportBody,
  workflowPast,
} from './support/incidents.ts';
import { examOf, mailOf } from './support/outbox.ts';
import type { Staff } from './support/staff.ts';
import { ENOUGH, Student } from './support/student.ts';
import { startTestHost, type TestHost, until } from './support/test-host.ts';

/** A day of the process passes in 0.8 s. */
const SPEED = 108_000;
let test: TestHost;
let staff: Staff;

beforeAll(async () => {
  test = await startTestHost({ RESIT_CLOCK_SPEED: String(SPEED) });
  staff = await test.administrator();
});
afterAll(() => test.stop());

/** A newly reported incident with its first exam. */
async function opened() {
  const incidentId = await report(staff);
  return { incidentId, exam: await examOf(test.host.deps, incidentId, 1) };
}

/** Gives days enough for all that a student does by hand, however busy the machine: a week passes in six seconds. */
async function giveDays(incidentId: string, { id, deadline }: Exam, days: number): Promise<Exam> {
  await act(staff, incidentId, 'extend-deadline', { until: dayAfter(deadline.at, days), why: 'There is no hurry.' });
  const exam = await test.host.deps.repository.get('exam', id);
  return exam ?? expect.fail('The exam is gone.');
}

const decision = { why: 'Decided after a talk.', soleOfficerReason: 'I am the only officer.' };

describe.concurrent('as the days pass', () => {
  it('hands an incident to the officers when nothing was answered by the deadline, with no penalty by itself', async () => {
    const { incidentId, exam: first } = await opened();
    const exam = await giveDays(incidentId, first, 10);
    const student = new Student(test, exam.id);
    await student.enter();
    await student.start();
    const waiting = await incidentAt(test, incidentId, 'awaiting-decision');
    expect(waiting.reason).toBe('did-not-sit');
    const closed = await examAt(test, exam.id, 'did-not-sit');
    expect(Date.parse(closed.closedAt)).toBeGreaterThan(Date.parse(exam.deadline.at));
    expect(await examsOf(test, incidentId)).toHaveLength(1);
    expect((await student.browser.get(`${student.path}/result`)).text).toContain('before a question was answered');
    await until('the letter to the student', async () => (await mailsOf(test, incidentId, 'administrative-action'))[0]);

    await act(staff, incidentId, 'decide', { decision: 'attempt-granted', ...decision });
    const second = await examOf(test.host.deps, incidentId, 2);
    await incidentAt(test, incidentId, 'exam-open');
    await giveDays(incidentId, second, 60);
    await new Student(test, second.id).sit(ENOUGH);
    await incidentAt(test, incidentId, 'resolved');
    expect(await executionEnd(test, incidentId)).toBe('SUCCEEDED');
  });

  it('marks what was saved when the deadline comes, and lets the student pass with it', async () => {
    const { incidentId, exam } = await opened();
    await giveDays(incidentId, exam, 10);
    const student = new Student(test, exam.id);
    await student.enter();
    await student.start();
    await student.answer(ENOUGH);
    const closed = await examAt(test, exam.id, 'submitted');
    expect(closed).toMatchObject({ submittedBy: 'deadline', marking: { scorePercent: 70, result: 'Pass' } });
    await incidentAt(test, incidentId, 'resolved');
  });

  it('marks a single saved answer as a failure, not an absence, and gives the next attempt', async () => {
    const { incidentId, exam } = await opened();
    await giveDays(incidentId, exam, 10);
    const student = new Student(test, exam.id);
    await student.enter();
    await student.start();
    await student.answer(1);
    const closed = await examAt(test, exam.id, 'submitted');
    expect(closed).toMatchObject({ submittedBy: 'deadline', marking: { scorePercent: 5, result: 'Fail' } });
    expect((await examOf(test.host.deps, incidentId, 2)).status).toBe('scheduled');
  });

  it('writes one reminder three days and one a day before the deadline, each once', async () => {
    const { incidentId, exam } = await opened();
    await incidentAt(test, incidentId, 'awaiting-decision');
    const reminders = await mailsOf(test, incidentId, 'reminder');
    expect(reminders.map(({ id }) => id).sort()).toEqual([
      `reminder:${exam.id}:${exam.deadline.at}:1`,
      `reminder:${exam.id}:${exam.deadline.at}:3`,
    ]);
    expect(reminders.every(({ subject }) => !/plagiar|incident/iu.test(subject))).toBe(true);
    expect(await mailsOf(test, incidentId, 'invitation')).toHaveLength(1);
  });

  it('goes by the deadline that an officer moved while the workflow was waiting', async () => {
    const { incidentId, exam } = await opened();
    const until = dayAfter(exam.deadline.at, 30);
    await act(staff, incidentId, 'extend-deadline', { until, why: 'She was away.' });
    const [mail] = await mailsOf(test, incidentId, 'extension');
    expect(mail?.text).not.toContain('She was away.');
    await workflowPast(test, new Date(Date.parse(exam.deadline.at) + 86_400_000).toISOString());
    expect(await test.host.deps.repository.get('exam', exam.id)).toMatchObject({ status: 'scheduled' });
    const result = await new Student(test, exam.id).sit(ENOUGH);
    expect(result.text).toContain('You have passed');
    await incidentAt(test, incidentId, 'resolved');
    const ids = (await mailsOf(test, incidentId, 'reminder')).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('ends an exam that is withdrawn while the workflow was waiting, and writes no more', async () => {
    const { incidentId, exam: first } = await opened();
    const exam = await giveDays(incidentId, first, 10);
    const student = new Student(test, exam.id);
    await student.enter();
    await act(staff, incidentId, 'withdraw', { why: 'It was somebody else’s essay.' });
    expect(await executionEnd(test, incidentId)).toBe('SUCCEEDED');
    await examAt(test, exam.id, 'withdrawn');
    expect((await student.browser.get(`${student.path}/start`)).text).toContain('need not take this exam');
    const [letter] = await mailsOf(test, incidentId, 'withdrawn');
    expect(letter).toBeDefined();
    await workflowPast(test, exam.deadline.at);
    expect((await mailsOf(test, incidentId)).map(({ template }) => template).sort()).toEqual([
      'code',
      'extension',
      'invitation',
      'withdrawn',
    ]);
  });

  it('holds the deadline while a request of the student is open, and goes on once it is answered', async () => {
    const { incidentId, exam: first } = await opened();
    const exam = await giveDays(incidentId, first, 10);
    const student = new Student(test, exam.id);
    await student.enter();
    const page = await student.browser.get(`${student.path}/more-time`);
    await student.browser.submit(page, { text: 'I am on a field trip.' }, '/more-time');
    await workflowPast(test, new Date(Date.parse(exam.deadline.at) + 86_400_000).toISOString());
    const held = await test.host.deps.repository.get('exam', exam.id);
    expect(held).toMatchObject({ status: 'scheduled', openRequests: [expect.any(String)] });
    await act(staff, incidentId, 'answer-request', {
      requestId: held?.openRequests[0],
      granted: false,
      text: 'There was time enough.',
    });
    expect(await incidentAt(test, incidentId, 'awaiting-decision')).toMatchObject({ reason: 'did-not-sit' });
  });

  it('waits with a lecturer’s report for an officer: confirmed, it becomes an exam', async () => {
    const lecturer = await hire(staff, 'lena', 'lecturer');
    const { finding, ...body } = reportBody();
    const incidentId = await report(lecturer, body);
    await incidentAt(test, incidentId, 'to-be-confirmed');
    expect(await mailsOf(test, incidentId, 'invitation')).toEqual([]);
    const refused = await lecturer.call('POST', `/incident/${incidentId}/confirm`, { finding });
    expect(refused.status).toBe(403);
    await act(staff, incidentId, 'confirm', { finding });
    const exam = await examOf(test.host.deps, incidentId, 1);
    await mailOf(test.host.deps, exam.id, 'invitation');
    expect(await incidentAt(test, incidentId, 'exam-open')).toMatchObject({ finding });
  });

  it('waits with a lecturer’s report for an officer: refused, the student never hears of it', async () => {
    const lecturer = await hire(staff, 'lars', 'lecturer');
    const { finding: _none, ...body } = reportBody();
    const incidentId = await report(lecturer, body);
    await incidentAt(test, incidentId, 'to-be-confirmed');
    await act(staff, incidentId, 'refuse', { why: 'Common knowledge.' });
    expect(await executionEnd(test, incidentId)).toBe('SUCCEEDED');
    expect(await incidentAt(test, incidentId, 'withdrawn')).toMatchObject({ refused: true });
    const addresses = (await mailsOf(test, incidentId)).map(({ to }) => to.address);
    expect(addresses).not.toContain(body.student.email);
    expect(await examsOf(test, incidentId)).toEqual([]);
  });

  it('does not count the deadline of an invitation that an officer marked as bounced, until a new one arrives', async () => {
    const { incidentId, exam } = await opened();
    const invitation = await mailOf(test.host.deps, exam.id, 'invitation');
    await act(staff, incidentId, 'mark-bounced', { mailId: invitation.id, why: 'It came back this morning.' });
    await workflowPast(test, new Date(Date.parse(exam.deadline.at) + 2 * 86_400_000).toISOString());
    expect(await test.host.deps.repository.get('exam', exam.id)).toMatchObject({
      status: 'scheduled',
      invitation: { status: 'bounced' },
      remindersSent: [],
    });
    const listed = await staff.call<{ items: { id: string }[] }>('GET', '/incident?notNotified=true&limit=200');
    expect(listed.body.items.map(({ id }) => id)).toContain(incidentId);

    await act(staff, incidentId, 'resend-invitation', { email: 'mended@student.example.edu' });
    const again = await mailOf(test.host.deps, exam.id, 'invitation', invitation.id);
    expect(again.to.address).toBe('mended@student.example.edu');
    const open = await test.host.deps.repository.get('exam', exam.id);
    expect(open?.invitation?.status).toBe('accepted');
    expect(Date.parse(open?.deadline.at ?? '')).toBeGreaterThan(test.host.deps.workflowClock.nowMs() + 2 * 86_400_000);
  });

  it('shows an execution that was stopped, and goes on where it stood when an administrator redrives it', async () => {
    const { incidentId, exam } = await opened();
    await mailOf(test.host.deps, exam.id, 'invitation');
    await giveDays(incidentId, exam, 60);
    await stop(incidentId);
    const shown = await staff.call<{ items: { id: string }[] }>('GET', '/incident?stopped=true');
    expect(shown.body.items.map(({ id }) => id)).toContain(incidentId);
    await act(staff, incidentId, 'redrive', { why: 'It was stopped by mistake.' });
    await new Student(test, exam.id).sit(ENOUGH);
    await incidentAt(test, incidentId, 'resolved');
    expect(await executionEnd(test, incidentId)).toBe('SUCCEEDED');
    expect(await mailsOf(test, incidentId, 'invitation')).toHaveLength(1);
  });

  it('resumes a stopped incident in a new execution: a result that came meanwhile is not lost', async () => {
    const { incidentId, exam } = await opened();
    await mailOf(test.host.deps, exam.id, 'invitation');
    await giveDays(incidentId, exam, 60);
    await stop(incidentId);
    await new Student(test, exam.id).sit(ENOUGH);
    expect(await test.host.deps.repository.get('incident', incidentId)).toMatchObject({ status: 'exam-open' });
    await act(staff, incidentId, 'resume', { why: 'To go on.' });
    const resolved = await incidentAt(test, incidentId, 'resolved');
    expect(resolved.run.executionName).toBe(`${incidentId}-2`);
    expect(await executionEnd(test, incidentId)).toBe('SUCCEEDED');
    expect(await mailsOf(test, incidentId, 'invitation')).toHaveLength(1);
    expect(await examsOf(test, incidentId)).toHaveLength(1);
  });
});

/** Stops the execution of an incident and waits until the incident says so. */
async function stop(incidentId: string): Promise<void> {
  const { sfn, repository } = test.host.deps;
  const incident = await repository.get('incident', incidentId);
  const executionArn = incident?.run.executionArn;
  await sfn.send(new StopExecutionCommand({ executionArn, error: 'Operator', cause: 'Stopped for a test' }));
  await until('the incident to be stopped', async () => {
    const now = await repository.get('incident', incidentId);
    return now?.run.stopped?.status === 'ABORTED';
  });
}
