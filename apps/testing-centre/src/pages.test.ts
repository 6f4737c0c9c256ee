import type { Exam } from '@resit/integrity/exam/exam';
import { seedBank } from '@resit/integrity/testing/bank';
import { oneOfEach, rightAnswers, seedExam } from '@resit/integrity/testing/exam-scenario';
import { anIncident } from '@resit/integrity/testing/fixtures';
import { createTestDeps, type TestDeps } from '@resit/integrity/testing/test-deps';
import { beforeEach, expect, test } from 'vitest';
import { assetsFrom } from './assets.ts';
import { type PlainBrowser, plainBrowser, type Visited } from './testing/plain-browser.ts';
import { createTestingCentre } from './testing-centre.tsx';

let deps: TestDeps;
let browser: PlainBrowser;
let faults: unknown[];

const centre = (secureCookies = false) =>
  createTestingCentre({
    deps,
    assets: assetsFrom('body{}', 'export {}'),
    secureCookies,
    clientAddress: () => '192.0.2.1',
    onFault: (error) => faults.push(error),
  });

async function open(scenario: Parameters<typeof seedExam>[1] = {}) {
  deps = createTestDeps();
  faults = [];
  await seedExam(deps, scenario);
  browser = plainBrowser(centre());
}
beforeEach(() => open());

async function newestCode(): Promise<string> {
  const mails = (await deps.repository.query('mail', 'all', { partition: 'all' })).items;
  return mails.flatMap(({ text }) => /code: ([0-9A-Z]+)/.exec(text)?.[1] ?? []).at(-1) ?? '';
}

/** In by link and code, to the page that says why. */
async function signIn(who = browser): Promise<Visited> {
  const landing = await who.get('/exam/exam1');
  const codePage = await who.submit(landing, '/code');
  return who.submit(codePage, '/session', { code: await newestCode() });
}

async function start(who = browser): Promise<Visited> {
  await signIn(who);
  return who.submit(await who.get('/exam/exam1/start'), '/start', { 'own-work': 'yes' });
}

/** An answer of the shared scenario as fields of the form. */
function fieldsOf(position: number): Record<string, string | string[]> {
  const answer = rightAnswers[position] as Record<string, unknown>;
  if ('pairs' in answer)
    return Object.fromEntries(
      Object.entries(answer.pairs as Record<string, string>).map(([prompt, choice]) => [`pairs.${prompt}`, choice]),
    );
  return answer as Record<string, string | string[]>;
}

async function answerAll(page: Visited): Promise<Visited> {
  let at = page;
  for (const position of rightAnswers.keys())
    at = await browser.submit(at, `/question/${position + 1}`, fieldsOf(position), 'next');
  return at;
}

const examStatus = async () => (await deps.repository.get('exam', 'exam1'))?.status;
const answers = async () => (await deps.repository.get('answerSheet', 'exam1'))?.answers ?? {};

test('leads from the link to the result by plain links and forms, every type of question on the way', async () => {
  const about = await signIn();
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
  const review = await answerAll(first);
  expect(review.url).toBe('/exam/exam1/review');
  expect(review.text).toContain('You have answered all 6 questions.');
  const result = await browser.submit(review, '/submit');
  expect(result.url).toBe('/exam/exam1/result');
  expect(result.text).toContain('You have passed');
  expect(result.text).toContain('100 %');
  expect(faults).toEqual([]);
});

test('does nothing when the link is opened: no code, no cookie, no start', async () => {
  const landing = await browser.get('/exam/exam1');
  expect(landing.status).toBe(200);
  expect(browser.setCookies).toEqual([]);
  expect((await deps.repository.query('mail', 'all', { partition: 'all' })).items).toEqual([]);
  expect(await examStatus()).toBe('scheduled');
});

test('says the same of a link that is no exam’s, byte for byte but for the id', async () => {
  const stranger = plainBrowser(centre());
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
  await start();
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
  await signIn();
  expect((await browser.get('/exam/exam2/about')).url).toBe('/exam/exam2?again');
});

test('sets cookies that scripts, other sites and plain connections do not get', async () => {
  await signIn();
  expect(browser.setCookies.find((cookie) => cookie.startsWith('resit-exam='))).toMatch(
    /; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(browser.setCookies.find((cookie) => cookie.startsWith('resit-browser='))).toMatch(
    /HttpOnly; SameSite=Strict$/,
  );
  const secure = plainBrowser(centre(true));
  await signIn(secure);
  for (const name of ['__Host-resit-exam', '__Host-resit-browser'])
    expect(secure.setCookies.find((cookie) => cookie.startsWith(`${name}=`))).toMatch(/; Path=\/; HttpOnly; Secure; /);
});

test('gives each browser a session of its own and ends the one on this device on signing out', async () => {
  const about = await signIn();
  const left = await browser.submit(about, '/leave');
  expect(left.text).toContain('You have signed out');
  expect((await browser.get('/exam/exam1/about')).url).toBe('/exam/exam1');
});

test('refuses every form from another origin and changes nothing', async () => {
  await start();
  for (const origin of ['https://evil.example', 'null'])
    for (const path of ['code', 'session', 'leave', 'start', 'question/1', 'submit', 'more-time', 'mistake']) {
      const refused = await browser.post(`/exam/exam1/${path}`, new URLSearchParams({ choice: '1' }), { origin });
      expect(refused.status).toBe(403);
    }
  expect(await examStatus()).toBe('started');
  expect(await answers()).toEqual({});
});

test('sends the strict policy with every answer, pages, errors and assets', async () => {
  const { html } = await browser.get('/exam/exam1');
  const script = /src="(\/exam-assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
  for (const url of ['/exam/exam1', '/nowhere', '/practice', script]) {
    const { headers } = await browser.get(url);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  expect((await browser.get(script)).headers.get('cache-control')).toContain('immutable');
  expect((await browser.get('/exam/exam1')).headers.get('cache-control')).toBe('no-store');
});

test('holds no inline script or style, one heading, a title and a language on every page, each under 30 kB', async () => {
  const pages = [await browser.get('/exam/exam1'), await browser.get('/exam/exam1/code'), await start()];
  for (const path of ['about', 'more-time', 'mistake', 'question/2', 'question/4', 'review'])
    pages.push(await browser.get(`/exam/exam1/${path}`));
  pages.push(await browser.submit(await browser.get('/exam/exam1/review'), '/submit'), await browser.get('/nowhere'));
  for (const { html, url } of pages) {
    expect([url, html.match(/<h1[\s>]/g)?.length]).toEqual([url, 1]);
    expect(html).toMatch(/^<!doctype html><html lang="en-GB">/);
    expect(html).not.toMatch(/ style=| on[a-z]+="|<style|<script(?! type="module" src="\/exam-assets\/)/);
    expect(new TextEncoder().encode(html).length).toBeLessThan(30_000);
  }
});

test('puts no key, feedback, source or bank id into any byte before the end, nor which option was right after it', async () => {
  const first = await start();
  await browser.get('/exam/exam1/review');
  const review = await answerAll(first);
  await browser.get('/exam/exam1/about');
  const forged = '?correct=1&show=key';
  await browser.get(`/exam/exam1/question/1${forged}`);
  expect(browser.seen.join()).not.toMatch(/SECRET|key-|prompt-|q-single|q-|accepted|tolerance|TOKEN/);
  await browser.submit(review, '/submit');
  expect(browser.seen.join()).not.toMatch(/SECRET|key-|q-single|TOKEN/);
});

test('starts only with the declaration, and says so at the top and at the box', async () => {
  await signIn();
  const again = await browser.submit(await browser.get('/exam/exam1/start'), '/start');
  expect(again.status).toBe(422);
  expect(again.title).toMatch(/^Error: /);
  expect(again.html).toContain('<a href="#own-work">Tick the box');
  expect(again.html).toMatch(/id="own-work-mistake"><span class="hidden">Error: <\/span>Tick the box/);
  expect(await examStatus()).toBe('scheduled');
});

test('shows what was typed and what is wrong with it, at the top and at the field', async () => {
  await start();
  const again = await browser.submit(await browser.get('/exam/exam1/question/5'), '/question/5', {
    value: '<b>forty"</b>',
  });
  expect(again.status).toBe(422);
  expect(again.title).toMatch(/^Error: Question 5 of 6/);
  expect(again.html).toContain('<a href="#value">Enter a number, such as 12 or 3.5</a>');
  expect(again.html).toContain('value="&lt;b&gt;forty&quot;&lt;/b&gt;"');
  expect(await answers()).toEqual({});
});

test('fills in again what was answered, and goes back to the review page from a change', async () => {
  await answerAll(await start());
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
  const first = await start();
  const second = await browser.submit(first, '/question/1', {}, 'next');
  expect(second.url).toBe('/exam/exam1/question/2');
  const review = await browser.submit(second, '/question/2', {}, 'review');
  expect(review.text).toContain('6 questions have no answer yet.');
  expect(review.text.match(/No answer yet/g)).toHaveLength(6);
});

test('submits once, though the form is sent again by a double click or after Back', async () => {
  const review = await answerAll(await start());
  const results = await Promise.all([browser.submit(review, '/submit'), browser.submit(review, '/submit')]);
  const back = await browser.submit(review, '/submit');
  for (const result of [...results, back]) expect(result.text).toContain('100 %');
  expect((await deps.repository.query('callback', 'due', { partition: 'due' })).items).toHaveLength(1);
  expect((await browser.get('/exam/exam1/question/1')).url).toBe('/exam/exam1/result');
});

test('lets nothing in a form but the answer count: no score, no pass flag, no other exam', async () => {
  await start();
  const forged = new URLSearchParams({ examId: 'exam2', score: '100', passed: 'true', result: 'Pass', passMark: '0' });
  const result = await browser.post('/exam/exam1/submit', forged);
  expect(result.text).toContain('You have not passed this time');
  expect(result.text).toContain('0 %');
});

test('keeps an answer that was posted on an ended session until a new code is entered, and goes on behind it', async () => {
  const first = await start();
  deps.clock.advance(12 * 3_600_000);
  const over = await browser.submit(first, '/question/1', fieldsOf(0), 'next');
  expect(over.status).toBe(401);
  expect(over.text).toContain('Your answer is not lost');
  const codePage = await browser.submit(over, '/code');
  const wrong = await browser.submit(codePage, '/session', { code: '000000' });
  expect(wrong.status).toBe(422);
  const second = await browser.submit(wrong, '/session', { code: await newestCode() });
  expect(second.url).toBe('/exam/exam1/question/2');
  expect(Object.keys(await answers())).toEqual(['0']);
});

test('keeps a request that was posted on an ended session, and never submits for somebody who was away', async () => {
  await start();
  const review = await browser.get('/exam/exam1/review');
  const ask = await browser.get('/exam/exam1/more-time');
  deps.clock.advance(12 * 3_600_000);
  const text = `I was ill.\n"Really" <script>alert(1)</script> & so on 李 🙂`;
  const asked = await browser.submit(
    await browser.submit(await browser.submit(ask, '/more-time', { text }), '/code'),
    '/session',
    {
      code: await newestCode(),
    },
  );
  expect(asked.url).toBe('/exam/exam1/asked');
  const [request] = (await deps.repository.query('request', 'byIncident', { partition: 'incident1' })).items;
  expect(request?.text).toBe(text);
  deps.clock.advance(12 * 3_600_000);
  const codePage = await browser.submit(await browser.submit(review, '/submit'), '/code');
  expect((await browser.submit(codePage, '/session', { code: await newestCode() })).url).toBe('/exam/exam1/review');
  expect(await examStatus()).toBe('started');
});

test('says plainly that an answer came after the end', async () => {
  const first = await start();
  await browser.submit(first, '/question/1', fieldsOf(0), 'next');
  const third = await browser.get('/exam/exam1/question/3');
  deps.clock.set('2026-11-29T12:59:00.000Z');
  await signIn();
  deps.clock.set('2026-11-29T13:00:00.000Z');
  const late = await browser.submit(third, '/question/3', fieldsOf(2), 'next');
  expect(late.status).toBe(409);
  expect(late.text).toContain('Your last answer came after the end, so it does not count.');
  expect((await browser.get('/exam/exam1/result')).text).toContain('16 %');
});

test('says what is left when a time limit runs, and hands in when it is over', async () => {
  await open({ timeLimitMinutes: 30 });
  await signIn();
  const before = await browser.get('/exam/exam1/start');
  expect(before.text).toContain('You have 30 minutes from the moment you start');
  const first = await browser.submit(before, '/start', { 'own-work': 'yes' });
  expect(first.text).toContain('Time left: 30 minutes');
  deps.clock.advance(30 * 60_000);
  expect((await browser.get('/exam/exam1/question/2')).url).toBe('/exam/exam1/result');
  expect((await browser.get('/exam/exam1/result')).text).toContain('when the time was over');
});

const stored = async () => {
  const [exam, incident] = await Promise.all([
    deps.repository.get('exam', 'exam1'),
    deps.repository.get('incident', 'incident1'),
  ]);
  if (!exam || !incident) throw new TypeError('the scenario was not stored');
  return { exam, incident };
};

test('leads whoever has passed to the certificate as soon as there is one', async () => {
  await answerAll(await start());
  const waiting = await browser.submit(await browser.get('/exam/exam1/review'), '/submit');
  expect(waiting.text).toContain('We close the matter and send you your certificate by mail.');
  await deps.repository.commit([{ type: 'put', kind: 'incident', item: anIncident({ status: 'resolved' }) }]);
  const ready = await browser.get('/exam/exam1/result');
  expect(ready.text).toContain('The matter is closed.');
  expect(ready.html).toContain('href="/certificate/certificate1"');
});

test('tells whoever has not passed how it goes on: another attempt, a person’s decision, or what was decided', async () => {
  const review = async () => {
    await start();
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

test('says what it means that an exam was not sat, was excused or was withdrawn', async () => {
  for (const [status, words] of [
    ['did-not-sit', 'The deadline passed before a question was answered.'],
    ['excused', 'We have excused you from this attempt.'],
    ['withdrawn', 'there is nothing that you have to do'],
  ] as const) {
    await open();
    await signIn();
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
  await signIn();
  await browser.submit(await browser.get('/exam/exam1/mistake'), '/mistake', { text: 'Not my work.' });
  deps.clock.set('2026-11-30T00:00:00.000Z');
  const held = await signIn();
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
  await signIn();
  const { headers, html } = await browser.get('/exam/exam1/deadline.ics');
  expect(headers.get('content-type')).toContain('text/calendar');
  expect(html).toContain('DTEND:20261129T125959Z');
  expect(html).toContain('http://localhost:8080/exam/exam1');
  expect(html).not.toMatch(/Essay|plagiar|finding/i);
});

test('confirms a request for more time and shows it until it is answered', async () => {
  await signIn();
  const empty = await browser.submit(await browser.get('/exam/exam1/more-time'), '/more-time', { text: '  ' });
  expect(empty.status).toBe(422);
  expect(empty.html).toContain('<a href="#text">Tell us why you need more time</a>');
  const asked = await browser.submit(empty, '/more-time', { text: 'My train broke down.' });
  expect(asked.text).toContain('Your deadline waits until we have answered.');
  expect((await browser.get('/exam/exam1/about')).text).toContain('We have not answered yet.');
  expect((await browser.get('/exam/exam1/more-time')).url).toBe('/exam/exam1/asked');
});

test('answers the script with the time of saving, and refuses in words that it can act on', async () => {
  await start();
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

test('renders what staff and students wrote as text, whatever is in it', async () => {
  const hostile = `<img src=x onerror=alert(1)> "O'Brien" \\ 李 🙂 </title>`;
  await open({
    incident: {
      student: { studentNumber: 's1', name: hostile, email: 'x@example.edu' },
      work: { title: hostile, unit: hostile },
      finding: { reference: hostile, foundOn: '2026-11-20' },
    },
  });
  const about = await signIn();
  expect(about.html).not.toContain('<img');
  expect(about.text.split(`"O'Brien" \\ 李 🙂`)).toHaveLength(5);
});

test('renders Markdown and raw HTML of the bank harmlessly', async () => {
  await open();
  const [single] = oneOfEach;
  if (single?.type !== 'single-choice') throw new TypeError('the scenario begins with another question');
  await deps.repository.commit([
    {
      type: 'put',
      kind: 'question',
      item: {
        id: 'q-single@1',
        version: 0,
        newest: true,
        savedAt: '',
        savedBy: '',
        question: {
          ...single,
          stem: 'Is *this* `<b>`? <script>alert(1)</script> [here](javascript:alert(1)) [there](https://example.edu/a?b&c)\n\n> A quotation',
        },
      },
    },
  ]);
  const { html } = await start();
  expect(html).toContain('Is <em>this</em> <code>&lt;b&gt;</code>? &lt;script&gt;alert(1)&lt;/script&gt; here ');
  expect(html).toContain('<a href="https://example.edu/a?b&amp;c" rel="noreferrer">there</a>');
  expect(html).toContain('<blockquote><p>A quotation</p></blockquote>');
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

test('is sorry for a fault of ours, tells the log, and gives nothing away', async () => {
  await signIn();
  deps.repository.query = async () => {
    throw new TypeError('the inside of things');
  };
  const sorry = await browser.get('/exam/exam1/about');
  expect(sorry.status).toBe(500);
  expect(sorry.text).toContain('This is our fault, not yours.');
  expect(sorry.html).not.toContain('the inside of things');
  expect(faults).toHaveLength(1);
});

test('refuses a form that is longer than any of ours', async () => {
  await signIn();
  const long = await browser.post('/exam/exam1/mistake', new URLSearchParams({ text: 'x'.repeat(70_000) }));
  expect(long.status).toBe(413);
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
  expect((await browser.submit(refused, '/session', { code: await newestCode() })).url).toBe('/exam/exam1/about');
});
