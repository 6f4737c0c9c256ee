import type { Exam } from '@resit/integrity/exam/exam';
import { seedBank } from '@resit/integrity/testing/bank';
import type { ExamScenario } from '@resit/integrity/testing/exam-scenario';
import { oneOfEach } from '@resit/integrity/testing/exam-scenario';
import { anIncident } from '@resit/integrity/testing/fixtures';
import type { TestDeps } from '@resit/integrity/testing/test-deps';
import { beforeEach, expect, test } from 'vitest';
import type { PlainBrowser } from './testing/plain-browser.ts';
import { aStudent, type Student } from './testing/student.ts';

let student: Student;
let deps: TestDeps;
let browser: PlainBrowser;

async function open(scenario: ExamScenario = {}) {
  student = await aStudent(scenario);
  ({ deps, browser } = student);
}
beforeEach(() => open());

const stored = async () => {
  const [exam, incident] = await Promise.all([
    deps.repository.get('exam', 'exam1'),
    deps.repository.get('incident', 'incident1'),
  ]);
  if (!exam || !incident) throw new TypeError('the scenario was not stored');
  return { exam, incident };
};

test('leads whoever has passed to the certificate as soon as there is one', async () => {
  await student.answerAll(await student.start());
  const waiting = await browser.submit(await browser.get('/exam/exam1/review'), '/submit');
  expect(waiting.text).toContain('We close the matter and send you your certificate by mail.');
  await deps.repository.commit([{ type: 'put', kind: 'incident', item: anIncident({ status: 'resolved' }) }]);
  const ready = await browser.get('/exam/exam1/result');
  expect(ready.text).toContain('The matter is closed.');
  expect(ready.html).toContain('href="/certificate/certificate1"');
});

test('tells whoever has not passed how it goes on: another attempt, a person’s decision, or what was decided', async () => {
  const review = async () => {
    await student.start();
    return browser.submit(await browser.get('/exam/exam1/review'), '/submit');
  };
  const again = await review();
  expect(again.text).toContain('attempt 1 of 3, so you can try again');
  expect(again.html).toContain('href="/practice/quoting/1"');
  await deps.repository.commit([
    { type: 'put', kind: 'incident', item: anIncident({ status: 'exam-open', currentExamId: 'exam2' }) },
  ]);
  expect((await browser.get('/exam/exam1/result')).html).toContain('href="/exam/exam2">Go to your next attempt');
  await deps.repository.commit([{ type: 'put', kind: 'incident', item: anIncident({ status: 'closed' }) }]);
  expect((await browser.get('/exam/exam1/result')).text).toContain('The matter has been decided since.');
  await open({ incident: { attemptsAllowed: 1 } });
  const last = await review();
  expect(last.text).toContain('A person at Academic Integrity Office now looks at the matter');
  expect(last.text).toContain('No penalty comes by itself');
});

test('leads whoever did not sit to the attempt that officers granted, and says how the matter stands otherwise', async () => {
  await student.signIn();
  const { exam } = await stored();
  const notSat = { ...exam, status: 'did-not-sit', closedAt: '2026-11-30T00:00:00.000Z' } as Exam;
  await deps.repository.commit([{ type: 'put', kind: 'exam', item: notSat }]);
  const saying = async (incident: Parameters<typeof anIncident>[0]) => {
    await deps.repository.commit([{ type: 'put', kind: 'incident', item: anIncident(incident) }]);
    return browser.get('/exam/exam1/result');
  };
  expect((await saying({ status: 'awaiting-decision' })).text).toContain('now looks at the matter');
  expect((await saying({ status: 'awaiting-decision' })).text).toContain('Monday 30 November 2026, 11:00 Sydney time');
  const granted = await saying({ status: 'exam-open', currentExamId: 'exam2' });
  expect(granted.text).toContain('We have given you another attempt.');
  expect(granted.html).toContain('href="/exam/exam2">Go to your next attempt');
  expect((await saying({ status: 'resolved' })).text).toContain('You have passed another attempt since.');
  expect((await saying({ status: 'withdrawn' })).text).toContain('The matter has been withdrawn since.');
  expect((await saying({ status: 'closed' })).text).toContain('how to appeal');
});

test('says what it means that an exam was not sat, was excused or was withdrawn', async () => {
  for (const [status, words] of [
    ['did-not-sit', 'The deadline passed before a question was answered.'],
    ['excused', 'We have excused you from this attempt.'],
    ['withdrawn', 'there is nothing that you have to do'],
  ] as const) {
    await open();
    await student.signIn();
    const { exam } = await stored();
    const closed = { ...exam, status, closedAt: '2026-11-23T00:00:00.000Z' } as Exam;
    await deps.repository.commit([{ type: 'put', kind: 'exam', item: closed }]);
    const page = await browser.get('/exam/exam1');
    expect([page.url, page.status]).toEqual(['/exam/exam1/result', 200]);
    expect(page.text).toContain(words);
    expect(page.text).toContain('ABCDE-FGHJK');
  }
});

test('says that a deadline waits while a request is open, and shows the answer to it', async () => {
  await student.signIn();
  await browser.submit(await browser.get('/exam/exam1/mistake'), '/mistake', { text: 'Not my work.' });
  deps.clock.set('2026-11-30T00:00:00.000Z');
  const held = await student.signIn();
  expect(held.text).toContain('This deadline is over, but it does not count at the moment.');
  const question = await browser.submit(await browser.get('/exam/exam1/start'), '/start', { 'own-work': 'yes' });
  expect(question.text).toContain('It does not count at the moment: you can go on.');
  const [request] = (await deps.repository.query('request', 'open', { partition: 'open' })).items;
  const { exam } = await stored();
  if (!request || exam.status !== 'started') throw new TypeError('the request or the start was not stored');
  const answer = {
    granted: false,
    text: 'We looked: it is your work.',
    at: '2026-11-30T00:00:00.000Z',
    by: 'officer-1',
  };
  const deadline = { ...exam.deadline, at: '2026-12-05T12:59:59.999Z' };
  await deps.repository.commit([
    { type: 'put', kind: 'request', item: { ...request, answer } },
    { type: 'put', kind: 'exam', item: { ...exam, deadline, openRequests: [] } },
  ]);
  const about = await browser.get('/exam/exam1/about');
  expect(about.text).toContain('We have not agreed.');
  expect(about.text).toContain('We looked: it is your work.');
  expect(about.text).toContain('Go on with the exam');
});

test('offers the deadline for a calendar without saying why', async () => {
  await student.signIn();
  const { headers, html } = await browser.get('/exam/exam1/deadline.ics');
  expect(headers.get('content-type')).toContain('text/calendar');
  expect(html).toContain('DTEND:20261129T125959Z');
  expect(html).toContain('http://localhost:8080/exam/exam1');
  expect(html).not.toMatch(/Essay|plagiar|finding/i);
});

test('confirms a request for more time and shows it until it is answered', async () => {
  await student.signIn();
  const empty = await browser.submit(await browser.get('/exam/exam1/more-time'), '/more-time', { text: '  ' });
  expect(empty.status).toBe(422);
  expect(empty.html).toContain('<a href="#text">Tell us why you need more time</a>');
  const asked = await browser.submit(empty, '/more-time', { text: 'My train broke down.' });
  expect(asked.text).toContain('Your deadline waits until we have answered.');
  expect((await browser.get('/exam/exam1/about')).text).toContain('We have not answered yet.');
  expect((await browser.get('/exam/exam1/more-time')).url).toBe('/exam/exam1/asked');
});

test('shows a certificate to whoever has its link, names no incident, and says when it was taken back', async () => {
  const certificate = {
    id: 'cert1',
    version: 0,
    studentNumber: 's1',
    name: "Siobhán O'Brien",
    issuedAt: '2026-11-22T02:00:00.000Z',
    examId: 'exam1',
  };
  await deps.repository.commit([{ type: 'put', kind: 'certificate', item: certificate }]);
  const valid = await browser.get('/certificate/cert1');
  expect(valid.text).toContain("Siobhán O'Brien");
  expect(valid.text).toContain('22 November 2026');
  expect(valid.text).toContain('This certificate is valid');
  expect(valid.html).not.toMatch(/incident1|exam1|ABCDE|HIST101/);
  await deps.repository.commit([
    { type: 'put', kind: 'certificate', item: { ...certificate, revokedAt: '2026-12-01T00:00:00.000Z' } },
  ]);
  const revoked = await browser.get('/certificate/cert1');
  expect(revoked.text).toContain('took it back on 1 December 2026');
  expect(revoked.text).not.toContain('Siobhán');
  expect((await browser.get('/certificate/none')).status).toBe(404);
});

test('gives practice with feedback at once, from the practice pool alone', async () => {
  const [single, ...others] = oneOfEach.map((question) => ({
    ...question,
    id: `p-${question.id}`,
    pool: 'practice' as const,
    feedback: `Because of ${question.type}.`,
    source: 'A guide',
  }));
  if (!single) throw new TypeError('the scenario has no questions');
  await seedBank(deps.repository, [single, ...others]);
  const topics = await browser.get('/practice');
  expect(topics.text).toContain('Topic quoting');
  expect(topics.text).toContain('3 questions');
  for (const topic of ['quoting', 'paraphrasing', 'collusion']) {
    const first = await browser.get(`/practice/${topic}/1`);
    expect(first.html).not.toContain('Because of');
    const blank = await browser.submit(first, '/1');
    expect(blank.status).toBe(422);
    expect(blank.title).toMatch(/^Error: /);
  }
  const answered = await browser.submit(await browser.get('/practice/collusion/1'), '/1', { value: 'false' });
  expect(answered.text).toContain('That is not right');
  expect(answered.text).toContain('Because of true-false.');
  expect(answered.text).toContain('A right answer True');
  expect((await browser.get('/practice/quoting/4')).status).toBe(404);
  expect((await browser.get('/practice/nothing/1')).status).toBe(404);
  expect(browser.seen.join()).not.toContain('SECRET');
});
