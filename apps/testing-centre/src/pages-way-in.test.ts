import type { ExamScenario } from '@resit/integrity/testing/exam-scenario';
import type { TestDeps } from '@resit/integrity/testing/test-deps';
import { beforeEach, expect, test } from 'vitest';
import { type PlainBrowser, plainBrowser } from './testing/plain-browser.ts';
import { aStudent, rightFields, type Student } from './testing/student.ts';

let student: Student;
let deps: TestDeps;
let browser: PlainBrowser;

async function open(scenario: ExamScenario = {}) {
  student = await aStudent(scenario);
  ({ deps, browser } = student);
}
beforeEach(() => open());

test('does nothing when the link is opened: no code, no cookie, no start', async () => {
  const landing = await browser.get('/exam/exam1');
  expect(landing.status).toBe(200);
  expect(browser.setCookies).toEqual([]);
  expect((await deps.repository.query('mail', 'all', { partition: 'all' })).items).toEqual([]);
  expect(await student.examStatus()).toBe('scheduled');
});

test('says the same of a link that is no exam’s, byte for byte but for the id', async () => {
  const stranger = plainBrowser(student.centre());
  const show = async (who: PlainBrowser, id: string) => {
    const landing = await who.get(`/exam/${id}`);
    const code = await who.submit(landing, '/code');
    const wrong = await who.submit(code, '/session', { code: '000000' });
    return [landing, code, wrong].map(({ status, html }) => [status, html.replaceAll(id, 'ID')]);
  };
  expect(await show(stranger, 'no-such-exam')).toEqual(await show(browser, 'exam1'));
});

test('shows nothing personal before the code is entered', async () => {
  const codePage = await browser.submit(await browser.get('/exam/exam1'), '/code');
  await browser.submit(codePage, '/session', { code: 'wrong' });
  expect(browser.seen.join()).not.toMatch(/O'Brien|Siobh|siobhan@|HIST101|Essay|ABCDE|s1\b/);
});

test('leads whoever loads the address of a form again to its page', async () => {
  await student.start();
  expect((await browser.get('/exam/exam1/session')).url).toBe('/exam/exam1/code');
  expect((await browser.get('/exam/exam1/submit')).url).toBe('/exam/exam1/review');
  expect((await browser.get('/exam/exam1/leave')).url).toBe('/exam/exam1/about');
});

test('sends everybody without a session to the way in', async () => {
  for (const path of [
    'about',
    'start',
    'question/1',
    'review',
    'result',
    'more-time',
    'mistake',
    'asked',
    'deadline.ics',
  ])
    expect((await browser.get(`/exam/exam1/${path}`)).url).toBe('/exam/exam1');
});

test('lets the session of one exam see nothing of another', async () => {
  await student.signIn();
  expect((await browser.get('/exam/exam2/about')).url).toBe('/exam/exam2?again');
});

test('sets cookies that scripts, other sites and plain connections do not get', async () => {
  await student.signIn();
  expect(browser.setCookies.find((cookie) => cookie.startsWith('resit-exam='))).toMatch(
    /; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(browser.setCookies.find((cookie) => cookie.startsWith('resit-browser='))).toMatch(
    /HttpOnly; SameSite=Strict$/,
  );
  const secure = plainBrowser(student.centre(true));
  await student.signIn(secure);
  for (const name of ['__Host-resit-exam', '__Host-resit-browser'])
    expect(secure.setCookies.find((cookie) => cookie.startsWith(`${name}=`))).toMatch(/; Path=\/; HttpOnly; Secure; /);
});

test('gives each browser a session of its own and ends the one on this device on signing out', async () => {
  const about = await student.signIn();
  const left = await browser.submit(about, '/leave');
  expect(left.text).toContain('You have signed out');
  expect((await browser.get('/exam/exam1/about')).url).toBe('/exam/exam1');
});

test('keeps an answer that was posted on an ended session until a new code is entered, and goes on behind it', async () => {
  const first = await student.start();
  deps.clock.advance(12 * 3_600_000);
  const over = await browser.submit(first, '/question/1', rightFields(0), 'next');
  expect(over.status).toBe(401);
  expect(over.text).toContain('Your answer is not lost');
  const codePage = await browser.submit(over, '/code');
  const wrong = await browser.submit(codePage, '/session', { code: '000000' });
  expect(wrong.status).toBe(422);
  const second = await browser.submit(wrong, '/session', { code: await student.newestCode() });
  expect(second.url).toBe('/exam/exam1/question/2');
  expect(Object.keys(await student.answers())).toEqual(['0']);
});

test('keeps a request that was posted on an ended session, and never submits for somebody who was away', async () => {
  await student.start();
  const review = await browser.get('/exam/exam1/review');
  const ask = await browser.get('/exam/exam1/more-time');
  deps.clock.advance(12 * 3_600_000);
  const text = `I was ill.\n"Really" <script>alert(1)</script> & so on 李 🙂`;
  const asked = await browser.submit(
    await browser.submit(await browser.submit(ask, '/more-time', { text }), '/code'),
    '/session',
    {
      code: await student.newestCode(),
    },
  );
  expect(asked.url).toBe('/exam/exam1/asked');
  const [request] = (await deps.repository.query('request', 'byIncident', { partition: 'incident1' })).items;
  expect(request?.text).toBe(text);
  deps.clock.advance(12 * 3_600_000);
  const codePage = await browser.submit(await browser.submit(review, '/submit'), '/code');
  expect((await browser.submit(codePage, '/session', { code: await student.newestCode() })).url).toBe(
    '/exam/exam1/review',
  );
  expect(await student.examStatus()).toBe('started');
});

test('asks to wait, says how long, and keeps the page usable when codes are asked for too often', async () => {
  const landing = await browser.get('/exam/exam1');
  for (let asked = 0; asked < 5; asked += 1) {
    deps.clock.advance(1000);
    await browser.submit(landing, '/code');
  }
  const refused = await browser.submit(landing, '/code');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.text).toContain('Use the newest one');
  expect((await browser.submit(refused, '/session', { code: await student.newestCode() })).url).toBe(
    '/exam/exam1/about',
  );
});
