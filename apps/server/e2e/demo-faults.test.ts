import { readFileSync } from 'node:fs';
import type { Exam } from '@resit/integrity/exam/exam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOperations } from './support/api-document.ts';
import { act, examAt, incidentAt, mailsOf, report, reportBody } from './support/incidents.ts';
import { MovedClock } from './support/moved-clock.ts';
import { examOf, mailOf } from './support/outbox.ts';
import type { Staff } from './support/staff.ts';
import { Student } from './support/student.ts';
import { startTestHost, type TestHost } from './support/test-host.ts';

// The faults of the demo that Resit replaces, each dead. What takes more than a page to show has a file of its own:
// the answer key in answer-key.test.ts, tokens in secrets.test.ts, days in time.test.ts, wrong input in api-faults.test.ts.
/** The clock of deadlines. */
const process = new MovedClock();
let test: TestHost;
let staff: Staff;
beforeAll(async () => {
  test = await startTestHost({}, undefined, { workflowClock: process });
  staff = await test.administrator();
});
afterAll(() => test.stop());

async function begun(): Promise<{ incidentId: string; exam: Exam; student: Student }> {
  const incidentId = await report(staff);
  const exam = await examOf(test.host.deps, incidentId, 1);
  const student = new Student(test, exam.id);
  await student.enter();
  await student.start();
  return { incidentId, exam, student };
}

describe('a score', () => {
  it('is out of all questions that were asked, not of those that were answered', async () => {
    const { student } = await begun();
    await student.answer(5);
    const page = await student.submit();
    expect(page.text).toContain('You have not passed this time');
    expect((await examAt(test, student.examId, 'submitted')).marking.scorePercent).toBe(25);
  });

  it('is the server’s own, whatever the browser says it was', async () => {
    const { student } = await begun();
    const answer = await student.call({ score: 100, scorePercent: 100, correct: 20, total: 20, result: 'Pass' });
    expect(answer.body).toMatchObject({ result: 'Fail', scorePercent: 0 });
  });

  it('of zero is a failed attempt, and another follows', async () => {
    const { incidentId, student } = await begun();
    await student.submit();
    expect((await examAt(test, student.examId, 'submitted')).marking).toMatchObject({
      result: 'Fail',
      scorePercent: 0,
    });
    expect((await examOf(test.host.deps, incidentId, 2)).attempt).toBe(2);
  });
});

it('counts a student as not having sat when nothing came at all, without anybody submitting anything', async () => {
  const incidentId = await report(staff);
  const exam = await examOf(test.host.deps, incidentId, 1);
  await mailOf(test.host.deps, exam.id, 'invitation');
  process.moveTo(exam.deadline.at);
  await examAt(test, exam.id, 'did-not-sit');
  expect(await incidentAt(test, incidentId, 'awaiting-decision')).toMatchObject({ reason: 'did-not-sit' });
});

it('takes no answer and no submission after the deadline', async () => {
  const { incidentId, exam, student } = await begun();
  await student.answer(1);
  process.moveTo(exam.deadline.at);
  const closed = await examAt(test, student.examId, 'submitted');
  const late = await student.browser.post(`${student.path}/question/2`, { choice: '1', value: 'true', text: 'late' });
  expect(late.status).toBe(409);
  expect(await student.call({ answers: {} })).toMatchObject({ status: 200, body: { scorePercent: 5 } });
  expect(await test.host.deps.repository.get('exam', student.examId)).toMatchObject({
    submittedBy: 'deadline',
    submittedAt: closed.submittedAt,
  });
  expect((await mailsOf(test, incidentId, 'result')).filter(({ examId }) => examId === student.examId).length).toBe(1);
});

it('has one pass mark: the policy’s, the same on the page, in the answer and in the marking', async () => {
  const { body: policy } = await staff.call<{ passMarkPercent: number }>('GET', '/policy');
  const { student } = await begun();
  const about = await student.browser.get(`${student.path}/about`);
  expect(about.text).toContain(`You pass with ${policy.passMarkPercent} % or more.`);
  await student.answer((policy.passMarkPercent * 20) / 100 - 1);
  const answer = await student.call({});
  expect(answer.body).toMatchObject({ result: 'Fail', passMarkPercent: policy.passMarkPercent });
  for (const file of ['plagiarism-incident.asl.json', 'openapi.yaml'])
    expect(readFileSync(new URL(`../../../workflow/${file}`, import.meta.url), 'utf8')).not.toMatch(
      new RegExp(`\\b${policy.passMarkPercent}\\b ?%|score *[<>]=? *\\d`, 'iu'),
    );
});

it('writes to the student of the incident and to nobody else', async () => {
  const [one, other] = [reportBody(), reportBody()];
  for (const body of [one, other]) {
    const incidentId = await report(staff, body);
    const exam = await examOf(test.host.deps, incidentId, 1);
    expect((await mailOf(test.host.deps, exam.id, 'invitation')).to).toEqual({
      name: body.student.name,
      address: body.student.email,
    });
    await act(staff, incidentId, 'withdraw', { why: 'Not needed.' });
  }
});

it('lets no other site’s pages call the API: there are no CORS headers, not even when asked before', async () => {
  const origin = 'https://evil.example';
  const asked = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
  for (const { path, method } of documentOperations) {
    const address = `${test.origin}/api${path.replace(/\{\w+\}/gu, 'x')}`;
    for (const response of [
      await fetch(address, { method, headers: { origin } }),
      await fetch(address, { method: 'OPTIONS', headers: asked }),
    ]) {
      await response.body?.cancel();
      const cors = [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
      expect([path, method, cors]).toEqual([path, method, []]);
    }
  }
});

it('is signed in to by everybody: nothing of an incident or an exam is told to a stranger', async () => {
  const incidentId = await report(staff);
  const exam = await examOf(test.host.deps, incidentId, 1);
  const incident = await test.host.deps.repository.get('incident', incidentId);
  const told: string[] = [];
  for (const path of ['', '/about', '/code', '/start', '/question/1', '/review', '/result', '/deadline.ics']) {
    const known = await fetch(`${test.origin}/exam/${exam.id}${path}`);
    const unknown = await fetch(`${test.origin}/exam/nosuchexam${path}`);
    const text = await known.text();
    expect([path, known.status, text.replaceAll(exam.id, '')]).toEqual([
      path,
      unknown.status,
      (await unknown.text()).replaceAll('nosuchexam', ''),
    ]);
    told.push(text);
  }
  for (const { path, method } of documentOperations) {
    const response = await fetch(`${test.origin}/api${path.replace(/\{\w+\}/gu, incidentId)}`, { method });
    expect([path, response.status]).toEqual([path, path === '/exam' ? 403 : 401]);
    told.push(await response.text());
  }
  const { name, email, studentNumber } = incident?.student ?? { name: '?', email: '?', studentNumber: '?' };
  for (const secret of [name, email, studentNumber, incident?.work.title ?? '?', incident?.reference ?? '?'])
    expect(told.join('\n')).not.toContain(secret);
});

it('draws the workflow of the execution itself, with where it stands, and not a picture of it', async () => {
  const incidentId = await report(staff);
  await examOf(test.host.deps, incidentId, 1);
  const at = `/incident/${incidentId}/executions/${incidentId}`;
  const { body } = await staff.call<{ definition: { StartAt: string; States: object } }>('GET', `${at}/definition`);
  const { body: visited } = await staff.call<{ visits: { state: string }[] }>('GET', `${at}/states`);
  expect(Object.keys(body.definition.States)).toEqual(expect.arrayContaining(['RegisterIncident', 'SendNotification']));
  expect(JSON.stringify(visited)).toContain('SendNotification');
});
