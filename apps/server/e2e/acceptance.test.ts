import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../testing-centre/e2e/browser.ts';
import { answerAndSubmit, enterExam } from './support/chromium-student.ts';
import { codeOf, examOf, linkOf } from './support/outbox.ts';
import { PASSWORD } from './support/staff.ts';
import { startTestHost, type TestHost, until } from './support/test-host.ts';

/** Where to keep a picture of each step, for people to look at; none by default. */
const shots = process.env.RESIT_SCREENSHOTS;
/** Right answers out of twenty that just reach the pass mark of 70 %. */
const ENOUGH = 14;
let browser: Browser;
let test: TestHost;
let staff: BrowserContext;
let admin: Page;
let student: BrowserContext;

async function look(page: Page, name: string): Promise<void> {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: page !== admin });
}

beforeAll(async () => {
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser.close());

beforeEach(async () => {
  test = await startTestHost({ RESIT_INSTITUTION: 'University of Examples' });
  staff = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  student = await browser.newContext({ viewport: { width: 390, height: 844 } });
  staff.setDefaultTimeout(15_000);
  student.setDefaultTimeout(15_000);
  admin = await staff.newPage();
}, 60_000);
afterEach(async () => {
  await staff.close();
  await student.close();
  await test.stop();
});

/** Signs the administrator in with the one-time password, as the first start printed it. */
async function signInFirst(): Promise<void> {
  const first = test.host.firstAdministrator;
  if (!first) throw new Error('There is no first administrator.');
  await admin.goto(`${test.origin}/admin/`);
  await admin.locator('input[name=username]').fill(first.account.username);
  await admin.locator('input[name=password]').fill(first.oneTimePassword);
  await look(admin, '01-sign-in');
  await admin.getByRole('button', { name: 'Sign in' }).click();
  await admin.locator('input[name=password]').fill(PASSWORD);
  await admin.locator('input[name=repeated]').fill(PASSWORD);
  await look(admin, '02-choose-password');
  await admin.getByRole('button', { name: 'Save and continue' }).click();
  await admin.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
  await look(admin, '03-dashboard');
}

/** Reports an incident by the form and gives its id. */
async function reportByForm(): Promise<string> {
  await admin.getByRole('navigation').getByRole('link', { name: 'Report an incident' }).click();
  await admin.getByLabel('Student number').fill('s7654321');
  await admin.getByLabel('Full name').fill(`Zoë "Z" O'Brien \\ 李 🎓`);
  await admin.getByLabel('Email').fill('zoe@student.example.edu');
  await admin.getByLabel('Title').fill('Essay on the Peace of Westphalia');
  await admin.getByLabel('Unit').fill('HIST1001');
  await admin.getByLabel('Reference').fill('F/2026/17');
  await admin.getByLabel('Found on').fill('2026/11/02');
  await admin.getByLabel('Description').fill('Three paragraphs copied without quotation marks.');
  await look(admin, '04-report');
  await admin.getByRole('button', { name: 'Report incident' }).click();
  await admin.waitForURL(/\/admin\/incidents\/[0-9a-z]{26}/);
  const incidentId = new URL(admin.url()).pathname.split('/').at(-1) ?? '';
  await admin.getByText('Exam open').first().waitFor();
  await look(admin, '05-incident');
  return incidentId;
}

/** Sits an attempt with so many right answers, on the phone. */
async function sit(incidentId: string, attempt: number, known: number): Promise<Page> {
  const { deps } = test.host;
  const exam = await examOf(deps, incidentId, attempt);
  const page = await student.newPage();
  await enterExam(page, await linkOf(deps, exam.id), () => codeOf(deps, exam.id));
  await answerAndSubmit(page, deps, exam.id, known);
  return page;
}

const statusBecomes = (words: string) => admin.getByText(words, { exact: true }).first().waitFor({ timeout: 15_000 });

describe('in the browser, from the report to the outcome', () => {
  it('resolves an incident whose student passes at once, and shows the workflow at its end', async () => {
    await signInFirst();
    const incidentId = await reportByForm();
    const { deps } = test.host;
    const exam = await examOf(deps, incidentId, 1);

    await admin.getByRole('navigation').getByRole('link', { name: 'Outbox' }).click();
    await admin.getByRole('link', { name: /Action needed by .*: referencing exam/ }).click();
    await admin.getByText('Zoë "Z" O\'Brien \\ 李 🎓').first().waitFor();
    await look(admin, '06-outbox');

    const phone = await student.newPage();
    await phone.goto(await linkOf(deps, exam.id));
    await look(phone, '10-exam-landing');
    await phone.close();
    const page = await sit(incidentId, 1, ENOUGH);
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toMatch(/passed/i);
    await look(page, '11-exam-result');

    await admin.goto(`${test.origin}/admin/incidents/${incidentId}`);
    await statusBecomes('Resolved');
    await look(admin, '12-incident-resolved');
    await admin.getByRole('tab', { name: 'Workflow' }).click();
    await admin.locator('.react-flow__node').filter({ hasText: 'Resolve incident' }).waitFor({ timeout: 30_000 });
    await look(admin, '13-workflow');
  }, 120_000);

  it('lets a student fail twice and pass the third time', async () => {
    await signInFirst();
    const incidentId = await reportByForm();
    const first = await sit(incidentId, 1, 0);
    await look(first, '20-exam-failed');
    await sit(incidentId, 2, ENOUGH - 1);
    await sit(incidentId, 3, ENOUGH);
    await statusBecomes('Resolved');
    const exams = await Promise.all([1, 2, 3].map((attempt) => examOf(test.host.deps, incidentId, attempt)));
    expect(exams.map((exam) => exam.status === 'submitted' && exam.marking.scorePercent)).toEqual([0, 65, 70]);
  }, 180_000);

  it('hands an incident to officers after three failures; a fourth attempt is granted, then a penalty decided', async () => {
    await signInFirst();
    const incidentId = await reportByForm();
    for (const attempt of [1, 2, 3]) await sit(incidentId, attempt, 1);
    await statusBecomes('Awaiting decision');
    await look(admin, '30-awaiting-decision');

    await decide('Grant another attempt', 'Grant attempt');
    await examOf(test.host.deps, incidentId, 4);
    await statusBecomes('Exam open');
    await sit(incidentId, 4, 1);
    await statusBecomes('Awaiting decision');
    await decide('Penalty', 'Record penalty', 'The work is marked zero.');
    await statusBecomes('Closed with a penalty');
    await look(admin, '32-closed');
    const decision = await until('the decision letter', async () => {
      const { items } = await test.host.deps.repository.query('mail', 'byIncident', { partition: incidentId });
      return items.find((mail) => mail.template === 'decision');
    });
    expect(decision.text).toContain('appeal');
  }, 240_000);
});

/** Takes a decision by the button and its form, as the only officer there is, who also reported the incident. */
async function decide(choice: string, confirm: string, penalty?: string): Promise<void> {
  await admin
    .getByRole('button', { name: /^Decide/ })
    .first()
    .click();
  const dialog = admin.getByRole('dialog', { name: 'Decide this incident' });
  await dialog.getByRole('radio', { name: choice }).check();
  if (penalty !== undefined) await dialog.getByLabel('Penalty', { exact: true }).last().fill(penalty);
  await dialog.getByLabel('Reason').fill('Decided after talking with the student.');
  await dialog.getByLabel('Why nobody else decides').fill('I am the only officer here.');
  await look(admin, `31-decide-${confirm.replaceAll(' ', '-').toLowerCase()}`);
  await dialog.getByRole('button', { name: confirm }).click();
  await admin.getByText('The decision is recorded', { exact: true }).waitFor();
}
