import { afterAll, beforeAll, expect, it } from 'vitest';
import { act, examAt, incidentAt, mailsOf, report, reportBody, workflowPast } from './support/incidents.ts';
import { type MailServer, startMailServer } from './support/mail-server.ts';
import { examOf } from './support/outbox.ts';
import { PASSWORD, type Staff, signIn } from './support/staff.ts';
import { Student } from './support/student.ts';
import { startTestHost, type TestHost, until } from './support/test-host.ts';

const LIMIT_MS = 6000;
let smtp: MailServer;
let test: TestHost;
let staff: Staff;

beforeAll(async () => {
  smtp = await startMailServer();
  test = await startTestHost({ RESIT_SMTP_URL: smtp.url, RESIT_CONTACT_ADDRESS: 'integrity@uni.example.edu' });
  staff = await test.administrator();
});
afterAll(async () => {
  await test.stop();
  await smtp.stop();
});

/** What the mail server got for an address by now, by a word of its subject. */
const arrivedAt = (address: string, subject: RegExp) =>
  until(`mail to ${address}`, async () =>
    smtp.arrived.findLast((mail) => mail.to === address && subject.test(mail.subject)),
  );

async function opened(student: Record<string, unknown> = {}) {
  const body = reportBody(student);
  const incidentId = await report(staff, body);
  const exam = await examOf(test.host.deps, incidentId, 1);
  return { incidentId, exam, address: body.student.email };
}

/** From now on attempts have a time limit too short for any policy that people may set: nobody waits five minutes here. */
async function limitAttempts(): Promise<void> {
  const { repository } = test.host.deps;
  const newest = (await repository.query('policy', 'all', { partition: 'all', order: 'descending', limit: 1 }))
    .items[0];
  if (!newest) throw new Error('There is no policy.');
  const number = newest.number + 1;
  const item = { ...newest, id: String(number), number, timeLimitMinutes: LIMIT_MS / 60_000 };
  await repository.commit([{ type: 'put', kind: 'policy', item, expected: null }]);
}

const codeIn = (text: string): string => /on the exam page:\W*(\w+)/u.exec(text)?.[1] ?? '';
const enter = (student: Student, address: string) =>
  student.enter(async () => codeIn((await arrivedAt(address, /code/iu)).text));

it('sends the invitation and the code by SMTP, and keeps no code afterwards', async () => {
  const { incidentId, exam, address } = await opened();
  const invitation = await arrivedAt(address, /referencing exam/u);
  expect(invitation.text).toContain(`${test.origin}/exam/${exam.id}`);
  expect(invitation.html).toContain(`${test.origin}/exam/${exam.id}`);
  const student = new Student(test, exam.id);
  await enter(student, address);
  const [code] = await mailsOf(test, incidentId, 'code');
  expect(code).toMatchObject({ text: '', html: '', delivery: { status: 'accepted', by: 'smtp' } });
  const shown = await staff.call('GET', `/mail/${encodeURIComponent(code?.id ?? '')}`);
  expect(JSON.stringify(shown.body)).not.toContain(codeIn((await arrivedAt(address, /code/iu)).text));
});

it('ends an attempt by its time limit without a touch, marks what was saved, and counts extra time given meanwhile', async () => {
  await limitAttempts();
  const plain = await opened();
  const longer = await opened();
  await act(staff, longer.incidentId, 'adjust', { extraTimePercent: 25 });
  const students = [new Student(test, plain.exam.id), new Student(test, longer.exam.id)] as const;
  await enter(students[0], plain.address);
  await enter(students[1], longer.address);
  const begun = await Promise.all(students.map((student) => student.start()));
  expect(begun.map(({ url }) => new URL(url).pathname.split('/').at(-2))).toEqual(['question', 'question']);
  await act(staff, longer.incidentId, 'adjust', { extraTimePercent: 50 });
  await Promise.all(students.map((student) => student.answer(3)));

  const limits = await Promise.all(
    [plain, longer].map(async ({ exam }) => {
      const started = await test.host.deps.repository.get('exam', exam.id);
      return started?.status === 'started' && Date.parse(started.endsAt) - Date.parse(started.startedAtReal);
    }),
  );
  expect(limits).toEqual([LIMIT_MS, 1.5 * LIMIT_MS]);
  for (const { exam, incidentId } of [plain, longer]) {
    const closed = await examAt(test, exam.id, 'submitted');
    expect(closed).toMatchObject({ submittedBy: 'time-limit', marking: { scorePercent: 15, result: 'Fail' } });
    await examOf(test.host.deps, incidentId, 2);
  }
  const late = await students[0].browser.post(`${students[0].path}/question/5`, { text: 'too late' });
  expect([late.status, late.text]).toEqual([409, expect.stringContaining('The exam has ended')]);
});

it('counts a student as not notified whose address the mail server refuses, for as long as it takes', async () => {
  const { incidentId, exam } = await opened({ email: 'nobody@student.example.edu' });
  const unreached = await until('the refusal', async () => {
    const now = await test.host.deps.repository.get('exam', exam.id);
    return now?.invitation?.status === 'bounced' && now;
  });
  const listed = await staff.call<{ items: { id: string }[] }>('GET', '/incident?notNotified=true');
  expect(listed.body.items.map(({ id }) => id)).toContain(incidentId);
  await until('the notice to officers', async () => (await mailsOf(test, incidentId, 'officer-notice'))[0]);

  // Goes on on a trial host, whose days pass quickly.
  await test.stop({ keep: true });
  const { dataFolder } = test;
  const port = new URL(test.origin).port;
  test = await startTestHost({ RESIT_CLOCK_SPEED: '345600', PORT: port }, dataFolder);
  staff = await signIn(test.origin, 'admin', PASSWORD);
  await workflowPast(test, new Date(Date.parse(unreached.deadline.at) + 2 * 86_400_000).toISOString());
  expect(await test.host.deps.repository.get('exam', exam.id)).toMatchObject({
    status: 'scheduled',
    invitation: { status: 'bounced' },
  });
  await act(staff, incidentId, 'resend-invitation', { email: 'somebody@student.example.edu' });
  await incidentAt(test, incidentId, 'awaiting-decision');
});
