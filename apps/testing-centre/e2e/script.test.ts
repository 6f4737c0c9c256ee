import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type Served, serveExam } from './served.ts';

let browser: Browser;
let served: Served;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(() => begin({ timeLimitMinutes: 40 }));
afterEach(() => end());

async function begin(scenario: Parameters<typeof serveExam>[0]) {
  served = await serveExam(scenario);
  context = await browser.newContext();
  page = await start(context);
}
async function end() {
  await context.close();
  await served.close();
}

/** Everybody starts a second after the scenario's beginning, and has 40 minutes. */
const END_MS = Date.parse('2026-11-22T02:40:01.000Z');

const press = (name: string, on = page) => on.getByRole('button', { name, exact: true }).click();
const answers = async () => (await served.deps.repository.get('answerSheet', 'exam1'))?.answers ?? {};
const saved = (on = page) => on.getByText(/^Saved/).waitFor();

/** In by link and code, by the forms' own requests: looks.test.ts goes this way on the pages. */
async function signIn(of: BrowserContext): Promise<void> {
  // Codes of one instant could not be told apart.
  served.deps.clock.advance(1000);
  await send(of, 'code', {});
  await send(of, 'session', { code: await served.code() });
}

async function send(of: BrowserContext, form: string, fields: Record<string, string>): Promise<void> {
  const { origin } = served;
  const answer = await of.request.post(`${served.exam}/${form}`, {
    form: fields,
    headers: { origin },
    maxRedirects: 0,
  });
  if (answer.status() >= 400) throw new Error(`${form}: ${answer.status()}`);
}

/** At the first question, begun. */
async function start(of: BrowserContext): Promise<Page> {
  await signIn(of);
  await send(of, 'start', { 'own-work': 'yes' });
  const on = await of.newPage();
  await on.goto(`${served.exam}/question/1`);
  return on;
}

test('saves an answer as it is chosen and says when, and another device goes on with it', async () => {
  await page.getByText('A list of your own').click();
  await page.getByText(/^Saved 13:00$/).waitFor();
  const other = await browser.newContext();
  await signIn(other);
  const there = await other.newPage();
  await there.goto(served.exam);
  await there.getByRole('link', { name: 'Go on with the exam' }).click();
  await there.getByRole('heading', { name: 'Question 2 of 6' }).waitFor();
  await there.goto(`${served.exam}/question/1`);
  expect(await there.getByLabel('A list of your own').isChecked()).toBe(true);
  await other.close();
});

test('saves typing after a pause, and says what is wrong with it without losing it', async () => {
  await page.goto(`${served.exam}/question/6`);
  await page.fill('#text', 'et al.');
  await saved();
  await page.goto(`${served.exam}/question/5`);
  await page.fill('#value', 'forty');
  await page.getByText('Not saved: Enter a number, such as 12 or 3.5.').waitFor();
  expect(await page.inputValue('#value')).toBe('forty');
  expect(Object.keys(await answers())).toEqual(['5']);
});

test('sends the last of many quick changes last', async () => {
  for (const text of ['Words of your own', 'A list of your own', 'Words taken from a source', 'A list of your own'])
    await page.getByText(text).click();
  await saved();
  await page.waitForLoadState('networkidle');
  await page.reload();
  expect(await page.getByLabel('A list of your own').isChecked()).toBe(true);
});

test('keeps answers on the device while offline, says so, and sends them when back', async () => {
  await context.setOffline(true);
  await page
    .getByText('You are offline. Your answers are kept on this device and will be sent when you are back.')
    .waitFor();
  await page.getByText('A list of your own').click();
  await page.getByText('Not sent yet.').waitFor();
  expect(await answers()).toEqual({});
  await context.setOffline(false);
  await saved();
  expect(await page.getByText('You are offline').count()).toBe(0);
  expect(Object.keys(await answers())).toEqual(['0']);
});

test('keeps an answer through an ended session and a page left behind, and sends it after a new code', async () => {
  await end();
  await begin({});
  served.deps.clock.advance(12 * 3_600_000);
  await page.getByText('A list of your own').click();
  await page.getByText('You have been signed out.').waitFor();
  await page.getByRole('link', { name: 'Get a new code to go on' }).click();
  served.deps.clock.advance(1000);
  await press('Mail me a code');
  await page.fill('#code', await served.code());
  await press('Continue');
  await page.getByRole('heading', { name: 'About your exam' }).waitFor();
  await expect.poll(async () => Object.keys(await answers())).toEqual(['0']);
});

test('submits once on a double click, and Back leads to the result', async () => {
  await page.goto(`${served.exam}/review`);
  let posted = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/submit')) posted += 1;
  });
  await page.getByRole('button', { name: 'Submit the exam' }).dblclick();
  await page.getByRole('heading', { name: 'You have not passed this time' }).waitFor();
  expect(posted).toBe(1);
  await page.goBack();
  await page.getByRole('heading', { name: 'You have not passed this time' }).waitFor();
  expect((await served.deps.repository.query('callback', 'due', { partition: 'due' })).items).toHaveLength(1);
});

test('shows the time quietly, lets it be hidden, and tells screen readers at ten, five and one minutes', async () => {
  const time = page.locator('[data-time]');
  await page.getByText('Time left: 40 minutes').waitFor();
  await press('Hide the time');
  expect(await page.getByText('Time left').isVisible()).toBe(false);
  await page.goto(`${served.exam}/question/2`);
  expect(await page.getByText('Time left').isVisible()).toBe(false);
  await press('Show the time');
  for (const [leftMinutes, words, near] of [
    [10, '10 minutes left.', false],
    [5, '5 minutes left.', true],
    [1, 'One minute left. What you have answered is handed in when the time is over.', true],
  ] as const) {
    served.deps.clock.set(END_MS - leftMinutes * 60_000 + 500);
    await page.reload();
    await expect.poll(() => time.getByRole('alert').textContent()).toBe(words);
    expect(await time.evaluate((line) => line.classList.contains('near'))).toBe(near);
  }
});

test('hands in what is answered when the time runs out, the last answer included', async () => {
  await page.goto(`${served.exam}/question/6`);
  served.deps.clock.set(END_MS - 4_000);
  await page.reload();
  await page.fill('#text', 'et al.');
  await saved();
  served.deps.clock.advance(4_000);
  await page.getByRole('heading', { name: 'You have not passed this time' }).waitFor();
  await page.getByText('16 %').waitFor();
});
