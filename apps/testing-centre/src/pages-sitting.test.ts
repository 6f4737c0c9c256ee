import type { ExamScenario } from '@resit/integrity/testing/exam-scenario';
import type { TestDeps } from '@resit/integrity/testing/test-deps';
import { beforeEach, expect, test } from 'vitest';
import type { PlainBrowser } from './testing/plain-browser.ts';
import { aStudent, rightFields, type Student } from './testing/student.ts';

let student: Student;
let deps: TestDeps;
let browser: PlainBrowser;

async function open(scenario: ExamScenario = {}) {
  student = await aStudent(scenario);
  ({ deps, browser } = student);
}
beforeEach(() => open());

test('leads from the link to the result by plain links and forms, every type of question on the way', async () => {
  const about = await student.signIn();
  expect(about.url).toBe('/exam/exam1/about');
  for (const words of [
    'Essay',
    'HIST101',
    '20 November 2026',
    'ABCDE-FGHJK',
    'Sunday 29 November 2026, 23:59 Sydney time',
    'Academic Integrity Office',
    'I need more time',
    'I think this is a mistake',
  ])
    expect(about.text).toContain(words);
  const first = await browser.submit(await browser.get('/exam/exam1/start'), '/start', { 'own-work': 'yes' });
  expect(first.title).toContain('Question 1 of 6');
  const review = await student.answerAll(first);
  expect(review.url).toBe('/exam/exam1/review');
  expect(review.text).toContain('You have answered all 6 questions.');
  const result = await browser.submit(review, '/submit');
  expect(result.url).toBe('/exam/exam1/result');
  expect(result.text).toContain('You have passed');
  expect(result.text).toContain('100 %');
  expect(student.faults).toEqual([]);
});

test('says to whoever comes back how much is answered, and leads to the first open question or to the review', async () => {
  await student.start();
  const begun = await browser.get('/exam/exam1/about');
  expect(begun.text).toContain('You have answered 0 of 6 questions.');
  expect(begun.html).toContain('href="/exam/exam1/question/1">Go on with the exam');
  await student.answerAll(await browser.get('/exam/exam1/question/1'));
  const done = await browser.get('/exam/exam1/about');
  expect(done.text).toContain('You have answered 6 of 6 questions.');
  expect(done.html).toContain('href="/exam/exam1/review">Go on with the exam');
});

test('says what is unanswered at the top of the review and again at the button that ends the exam', async () => {
  await student.start();
  const { text } = await browser.get('/exam/exam1/review');
  const [, after = ''] = text.split('Submit the exam');
  expect(text.match(/6 questions have no answer yet\./g)).toHaveLength(2);
  expect(after).toContain('6 questions have no answer yet.');
});

test('starts only with the declaration, and says so at the top and at the box', async () => {
  await student.signIn();
  const again = await browser.submit(await browser.get('/exam/exam1/start'), '/start');
  expect(again.status).toBe(422);
  expect(again.title).toMatch(/^Error: /);
  expect(again.html).toContain('<a href="#own-work">Tick the box');
  expect(again.html).toMatch(/id="own-work-mistake"><span class="hidden">Error: <\/span>Tick the box/);
  expect(await student.examStatus()).toBe('scheduled');
});

test('shows what was typed and what is wrong with it, at the top and at the field', async () => {
  await student.start();
  const again = await browser.submit(await browser.get('/exam/exam1/question/5'), '/question/5', {
    value: '<b>forty"</b>',
  });
  expect(again.status).toBe(422);
  expect(again.title).toMatch(/^Error: Question 5 of 6/);
  expect(again.html).toContain('<a href="#value">Enter a number, such as 12 or 3.5</a>');
  expect(again.html).toContain('value="&lt;b&gt;forty&quot;&lt;/b&gt;"');
  expect(await student.answers()).toEqual({});
});

test('fills in again what was answered, and goes back to the review page from a change', async () => {
  await student.answerAll(await student.start());
  for (const [number, piece] of [
    [1, /value="\d" checked=""/],
    [4, /<option value="\d" selected="">/],
    [5, /name="value" value="40"/],
    [6, /name="text" value="Et al"/],
  ] as const)
    expect((await browser.get(`/exam/exam1/question/${number}?change`)).html).toMatch(piece);
  const change = await browser.get('/exam/exam1/question/3?change');
  expect(change.text).toContain('Save and go back to your answers');
  const review = await browser.submit(change, '/question/3', { value: 'false' }, 'review');
  expect(review.url).toBe('/exam/exam1/review');
  expect(review.text).toContain('False');
});

test('lets a question be skipped, and marks it on the review page', async () => {
  const first = await student.start();
  const second = await browser.submit(first, '/question/1', {}, 'next');
  expect(second.url).toBe('/exam/exam1/question/2');
  const review = await browser.submit(second, '/question/2', {}, 'review');
  expect(review.text).toContain('6 questions have no answer yet.');
  expect(review.text.match(/No answer yet/g)).toHaveLength(6);
});

test('submits once, though the form is sent again by a double click or after Back', async () => {
  const review = await student.answerAll(await student.start());
  const results = await Promise.all([browser.submit(review, '/submit'), browser.submit(review, '/submit')]);
  const back = await browser.submit(review, '/submit');
  for (const result of [...results, back]) expect(result.text).toContain('100 %');
  expect((await deps.repository.query('callback', 'due', { partition: 'due' })).items).toHaveLength(1);
  expect((await browser.get('/exam/exam1/question/1')).url).toBe('/exam/exam1/result');
});

test('lets nothing in a form but the answer count: no score, no pass flag, no other exam', async () => {
  await student.start();
  const forged = new URLSearchParams({ examId: 'exam2', score: '100', passed: 'true', result: 'Pass', passMark: '0' });
  const result = await browser.post('/exam/exam1/submit', forged);
  expect(result.text).toContain('You have not passed this time');
  expect(result.text).toContain('0 %');
});

test('says plainly that an answer came after the end', async () => {
  const first = await student.start();
  await browser.submit(first, '/question/1', rightFields(0), 'next');
  const third = await browser.get('/exam/exam1/question/3');
  deps.clock.set('2026-11-29T12:59:00.000Z');
  await student.signIn();
  deps.clock.set('2026-11-29T13:00:00.000Z');
  const late = await browser.submit(third, '/question/3', rightFields(2), 'next');
  expect(late.status).toBe(409);
  expect(late.text).toContain('Your last answer came after the end, so it does not count.');
  expect((await browser.get('/exam/exam1/result')).text).toContain('16 %');
});

test('says what is left when a time limit runs, and hands in when it is over', async () => {
  await open({ timeLimitMinutes: 30 });
  await student.signIn();
  const before = await browser.get('/exam/exam1/start');
  expect(before.text).toContain('You have 30 minutes from the moment you start');
  const first = await browser.submit(before, '/start', { 'own-work': 'yes' });
  expect(first.text).toContain('Time left: 30 minutes');
  deps.clock.advance(30 * 60_000);
  expect((await browser.get('/exam/exam1/question/2')).url).toBe('/exam/exam1/result');
  expect((await browser.get('/exam/exam1/result')).text).toContain('when the time was over');
});

test('answers the script with the time of saving, and refuses in words that it can act on', async () => {
  await student.start();
  const send = (fields: Record<string, string>, number = 1) =>
    browser.post(`/exam/exam1/question/${number}`, new URLSearchParams(fields), { accept: 'application/json' });
  expect(JSON.parse((await send({ choice: '1' })).html)).toMatchObject({
    saved: 'Saved 13:00',
    next: '/exam/exam1/question/2',
  });
  const wrong = await send({ value: 'x' }, 5);
  expect([wrong.status, JSON.parse(wrong.html).message]).toEqual([422, 'Enter a number, such as 12 or 3.5']);
  deps.clock.advance(12 * 3_600_000);
  expect((await send({ choice: '2' })).status).toBe(401);
});
