import { AxeBuilder } from '@axe-core/playwright';
import { seedBank } from '@resit/integrity/testing/bank';
import { oneOfEach } from '@resit/integrity/testing/exam-scenario';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type Served, serveExam } from './served.ts';

// Every page as somebody meets it on the way: no violation of WCAG 2.2 AA that a machine can find, in light and in dark,
// nothing to scroll sideways for on a small phone or on a wide screen. The way is gone once; at each page the browser is
// made narrow, wide and dark in turn. With RESIT_SHOTS set to a folder, each is also kept as a picture to look at.

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const phone = { width: 320, height: 640 };
const desktop = { width: 1200, height: 900 };
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

test('every page can be read and used by everybody', async () => {
  const served = await serveExam({
    timeLimitMinutes: 40,
    incident: {
      work: { title: 'Causes of the First World War: a literature review', unit: 'HIST101', submittedOn: '2026-10-03' },
    },
  });
  const context = await browser.newContext({ viewport: phone, colorScheme: 'light', reducedMotion: 'reduce' });
  try {
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) faults.push(message.text());
    });
    let seen = 0;
    for await (const name of walk(page, served)) {
      seen += 1;
      await page.waitForLoadState();
      const keep = (how: string) => picture(page, `${how}-${String(seen).padStart(2, '0')}-${name}`);
      await keep('phone');
      expect([name, await violations(page), await overflows(page)]).toEqual([name, [], false]);
      // In the dark the page is the same but for its colours.
      await page.emulateMedia({ colorScheme: 'dark' });
      await keep('dark');
      expect([name, 'dark', await colourViolations(page)]).toEqual([name, 'dark', []]);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(desktop);
      await keep('desktop');
      expect([name, 'wide', await overflows(page)]).toEqual([name, 'wide', false]);
      await page.setViewportSize(phone);
    }
    expect(faults).toEqual([]);
    expect(seen).toBeGreaterThan(20);
  } finally {
    await context.close();
    await served.close();
  }
});

const overflows = async (page: Page): Promise<boolean> =>
  Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')) > 0;

async function picture(page: Page, name: string): Promise<void> {
  const shots = process.env.RESIT_SHOTS;
  if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

/** What a machine finds. Legacy mode: there is one frame, and no second page is needed for the answer. */
async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).setLegacyMode().withTags(wcag).analyze();
  return found.violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.target.join(' ')}`);
}

/** What it finds against the rules on colour alone, with what the run before has left on the page. */
const colourViolations = (page: Page): Promise<string[]> =>
  page.evaluate(`axe.run({ runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }, resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ' at ' + nodes[0].target.join(' ')))`);

/** Goes the student's way and stops at every page worth looking at. */
async function* walk(page: Page, served: Served): AsyncGenerator<string> {
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const headed = (name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor();

  await page.goto(served.exam);
  yield 'landing';
  await press('Mail me a code');
  await page.getByText('No mail has come').click();
  yield 'code';
  await page.fill('#code', '000');
  await press('Continue');
  yield 'code-wrong';
  await page.fill('#code', await served.code());
  await press('Continue');
  yield 'about';
  await page.getByRole('link', { name: 'I need more time' }).click();
  yield 'more-time';
  await press('Send to the office');
  yield 'more-time-wrong';
  await page.fill('#text', 'I was travelling and had no network.');
  await press('Send to the office');
  yield 'asked';
  await page.getByRole('link', { name: 'Back to your exam' }).click();
  yield 'about-asked';
  await page.getByRole('link', { name: 'I think this is a mistake' }).click();
  yield 'mistake';
  await page.goto(`${served.exam}/start`);
  yield 'start';
  await press('Start the exam');
  yield 'start-wrong';
  await page.getByLabel('my own work').check();
  await press('Start the exam');
  yield 'single-choice';
  await page.getByText('A list of your own').click();
  await page.getByText(/^Saved \d/).waitFor();
  yield 'single-choice-saved';
  await press('Save and continue');
  await headed('Question 2 of 6');
  yield 'multiple-response';
  await press('Save and continue');
  await headed('Question 3 of 6');
  yield 'true-false';
  await press('Save and continue');
  await headed('Question 4 of 6');
  yield 'matching';
  await press('Save and continue');
  await headed('Question 5 of 6');
  await page.fill('#value', 'forty');
  await press('Save and continue');
  await headed('There is a problem');
  yield 'numerical-wrong';
  await page.fill('#value', '40');
  await press('Save and continue');
  await headed('Question 6 of 6');
  await page.context().setOffline(true);
  await page.fill('#text', 'et al.');
  await page.getByText('Not sent yet.').waitFor();
  yield 'short-answer-offline';
  await page.context().setOffline(false);
  await page.getByText(/^Saved/).waitFor();
  served.deps.clock.advance(36 * 60_000);
  await press('Save and check your answers');
  await headed('Check your answers');
  yield 'review';
  await press('Submit the exam');
  await headed('You have not passed this time');
  yield 'failed';

  await seedBank(
    served.deps.repository,
    oneOfEach.map((question) => ({
      ...question,
      id: `practice-${question.id}`,
      pool: 'practice' as const,
      feedback: 'The *exact words* of others need marks around them.',
      source: 'APA Style, 7th edition, section 8.25',
    })),
  );
  await page.goto(`${served.origin}/practice`);
  yield 'practice';
  await page.goto(`${served.origin}/practice/paraphrasing/1`);
  await press('Check my answer');
  yield 'practice-wrong';
  await page.getByText('Credit to the source').click();
  await press('Check my answer');
  yield 'practice-feedback';
  const certificate = {
    id: '7k3m9qxd2t0f8w1z4b6n5p7r9s',
    version: 0,
    studentNumber: 's1',
    name: "Siobhán O'Brien",
    issuedAt: '2026-11-22T02:00:00.000Z',
    examId: 'exam1',
  };
  await served.deps.repository.commit([{ type: 'put', kind: 'certificate', item: certificate }]);
  await page.goto(`${served.origin}/certificate/${certificate.id}`);
  yield 'certificate';
  await page.goto(`${served.origin}/exam/exam1/nothing`);
  yield 'not-found';
}
