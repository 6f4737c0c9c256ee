import type { ExamScenario } from '@resit/integrity/testing/exam-scenario';
import { oneOfEach } from '@resit/integrity/testing/exam-scenario';
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

test('refuses every form from another origin and changes nothing', async () => {
  await student.start();
  for (const origin of ['https://evil.example', 'null'])
    for (const path of ['code', 'session', 'leave', 'start', 'question/1', 'submit', 'more-time', 'mistake']) {
      const refused = await browser.post(`/exam/exam1/${path}`, new URLSearchParams({ choice: '1' }), { origin });
      expect(refused.status).toBe(403);
    }
  expect(await student.examStatus()).toBe('started');
  expect(await student.answers()).toEqual({});
});

test('sends the strict policy with every answer, pages, errors and assets', async () => {
  const { html } = await browser.get('/exam/exam1');
  const script = /src="(\/exam-assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
  const icon = /<link rel="icon" type="image\/svg\+xml" href="(\/exam-assets\/[^"]+\.svg)"/.exec(html)?.[1] ?? '';
  for (const url of ['/exam/exam1', '/nowhere', '/practice', script, icon]) {
    const { headers } = await browser.get(url);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  for (const url of [script, icon])
    expect((await browser.get(url)).headers.get('cache-control')).toContain('immutable');
  expect((await browser.get(icon)).headers.get('content-type')).toBe('image/svg+xml');
  expect((await browser.get(icon)).status).toBe(200);
  expect((await browser.get('/exam/exam1')).headers.get('cache-control')).toBe('no-store');
});

test('holds no inline script or style, one heading, a title and a language on every page, each under 30 kB', async () => {
  const pages = [await browser.get('/exam/exam1'), await browser.get('/exam/exam1/code'), await student.start()];
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
  const first = await student.start();
  await browser.get('/exam/exam1/review');
  const review = await student.answerAll(first);
  await browser.get('/exam/exam1/about');
  const forged = '?correct=1&show=key';
  await browser.get(`/exam/exam1/question/1${forged}`);
  expect(browser.seen.join()).not.toMatch(/SECRET|key-|prompt-|q-single|q-|accepted|tolerance|TOKEN/);
  await browser.submit(review, '/submit');
  expect(browser.seen.join()).not.toMatch(/SECRET|key-|q-single|TOKEN/);
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
  const about = await student.signIn();
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
  const { html } = await student.start();
  expect(html).toContain('Is <em>this</em> <code>&lt;b&gt;</code>? &lt;script&gt;alert(1)&lt;/script&gt; here ');
  expect(html).toContain('<a href="https://example.edu/a?b&amp;c" rel="noreferrer">there</a>');
  expect(html).toContain('<blockquote><p>A quotation</p></blockquote>');
});

test('is sorry for a fault of ours, tells the log, and gives nothing away', async () => {
  await student.signIn();
  deps.repository.query = async () => {
    throw new TypeError('the inside of things');
  };
  const sorry = await browser.get('/exam/exam1/about');
  expect(sorry.status).toBe(500);
  expect(sorry.text).toContain('This is our fault, not yours.');
  expect(sorry.html).not.toContain('the inside of things');
  expect(student.faults).toHaveLength(1);
});

test('refuses a form that is longer than any of ours', async () => {
  await student.signIn();
  const long = await browser.post('/exam/exam1/mistake', new URLSearchParams({ text: 'x'.repeat(70_000) }));
  expect(long.status).toBe(413);
});
