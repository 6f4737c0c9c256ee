import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../testing-centre/e2e/browser.ts';
import { answerAndSubmit, enterExam, saveFirstAnswers } from './support/chromium-student.ts';
import { report, reportBody } from './support/incidents.ts';
import { Office } from './support/office.ts';
import { codeOf, examOf, linkOf } from './support/outbox.ts';
import { picture } from './support/pictures.ts';
import { PASSWORD, type Staff, signIn } from './support/staff.ts';
import { PATIENCE_MS, startTestHost, type TestHost, until } from './support/test-host.ts';

/** Right answers out of twenty that just reach the pass mark of 70 %. */
const ENOUGH = 14;
let browser: Browser;
let test: TestHost;
let office: Office;
let staff: Staff;
let student: BrowserContext;

beforeAll(async () => {
  browser = await launchBrowser();
  test = await startTestHost({ RESIT_INSTITUTION: 'University of Examples' });
  office = await Office.open(browser, test.origin);
  await picture(office.page, '01-sign-in');
  // With the one-time password, as the first start printed it.
  const { firstAdministrator: first } = test.host;
  await office.signIn(first?.account.username ?? '', first?.oneTimePassword ?? '');
  await picture(office.page, '03-dashboard');
  staff = await signIn(test.origin, 'admin', PASSWORD);
});
afterAll(async () => {
  await browser?.close();
  await test?.stop();
});

beforeEach(async () => {
  student = await browser.newContext({ viewport: { width: 390, height: 844 } });
  student.setDefaultTimeout(PATIENCE_MS);
});
afterEach(() => student.close());

/** Reports an incident by the form and gives its id. */
async function reportByForm(): Promise<string> {
  const { page } = office;
  await office.goTo('Report an incident');
  await page.getByLabel('Student number').fill('s7654321');
  await page.getByLabel('Full name').fill(`Zoë "Z" O'Brien \\ 李 🎓`);
  await page.getByLabel('Email').fill('zoe@student.example.edu');
  await page.getByLabel('Title').fill('Essay on the Peace of Westphalia');
  await page.getByLabel('Unit').fill('HIST1001');
  await page.getByLabel('Reference').fill('F/2026/17');
  await page.getByLabel('Found on').fill('2026/11/02');
  await page.getByLabel('Description').fill('Three paragraphs copied without quotation marks.');
  await picture(page, '04-report');
  await page.getByRole('button', { name: 'Report incident' }).click();
  await page.waitForURL(/\/admin\/incidents\/[0-9a-z]{26}/);
  await office.shows('Exam open');
  await picture(page, '05-incident');
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** An incident that was reported elsewhere, open at the office's desk. */
async function reported(): Promise<string> {
  const body = reportBody();
  const incidentId = await report(staff, body);
  await examOf(test.host.deps, incidentId, 1);
  await office.openIncident(body.student.studentNumber);
  return incidentId;
}

/** Sits an attempt with so many right answers, on the phone: at every question, or at the last of them. */
async function sit(incidentId: string, attempt: number, known: number, everyQuestion = false): Promise<Page> {
  const { deps } = test.host;
  const exam = await examOf(deps, incidentId, attempt);
  const page = await student.newPage();
  await enterExam(page, await linkOf(deps, exam.id), () => codeOf(deps, exam.id));
  if (!everyQuestion) await saveFirstAnswers(page, deps, exam.id, known - 1);
  await answerAndSubmit(page, deps, exam.id, known, everyQuestion ? 0 : known - 1);
  return page;
}

describe('in the browser, from the report to the outcome', () => {
  it('resolves an incident whose student passes at once, and shows the workflow at its end', async () => {
    const incidentId = await reportByForm();
    const { page } = office;
    await office.goTo('Outbox');
    await page.getByRole('link', { name: /Action needed by .*: referencing exam/ }).click();
    await page.getByText('Zoë "Z" O\'Brien \\ 李 🎓').first().waitFor();
    await picture(page, '06-outbox');
    await page.getByRole('button', { name: 'Close' }).last().click();

    const phone = await sit(incidentId, 1, ENOUGH, true);
    expect(await phone.getByRole('heading', { level: 1 }).innerText()).toMatch(/passed/i);
    await picture(phone, '11-exam-result');

    await office.openIncident('s7654321');
    await office.shows('Resolved');
    await picture(page, '12-incident-resolved');
    await office.tab('Workflow');
    await page.locator('.react-flow__node').filter({ hasText: 'Resolve incident' }).waitFor();
    await picture(page, '13-workflow', { whole: true });
  });

  it('lets a student fail twice and pass the third time', async () => {
    const incidentId = await reported();
    await picture(await sit(incidentId, 1, 0), '20-exam-failed');
    await sit(incidentId, 2, ENOUGH - 1);
    await sit(incidentId, 3, ENOUGH);
    await office.shows('Resolved');
    const exams = await Promise.all([1, 2, 3].map((attempt) => examOf(test.host.deps, incidentId, attempt)));
    expect(exams.map((exam) => exam.status === 'submitted' && exam.marking.scorePercent)).toEqual([0, 65, 70]);
  });

  it('hands an incident to officers after three failures; a fourth attempt is granted, then a penalty decided', async () => {
    const incidentId = await reported();
    for (const attempt of [1, 2, 3]) await sit(incidentId, attempt, 1);
    await office.shows('Awaiting decision');
    await picture(office.page, '30-awaiting-decision');

    await decide('Grant another attempt', 'Grant attempt');
    await examOf(test.host.deps, incidentId, 4);
    await office.shows('Exam open');
    await sit(incidentId, 4, 1);
    await office.shows('Awaiting decision');
    await decide('Penalty', 'Record penalty', 'The work is marked zero.');
    await office.shows('Closed with a penalty');
    await picture(office.page, '32-closed', { whole: true });
    const decision = await until('the decision letter', async () => {
      const { items } = await test.host.deps.repository.query('mail', 'byIncident', { partition: incidentId });
      return items.find((mail) => mail.template === 'decision');
    });
    expect(decision.text).toContain('appeal');
  });
});

/** Takes a decision by the button and its form, as the only officer there is, who also reported the incident. */
async function decide(choice: string, confirm: string, penalty?: string): Promise<void> {
  await office.page
    .getByRole('button', { name: /^Decide/ })
    .first()
    .click();
  const dialog = await office.dialog();
  await dialog.getByRole('radio', { name: choice }).check();
  if (penalty !== undefined) await dialog.getByLabel('Penalty', { exact: true }).last().fill(penalty);
  await dialog.getByLabel('Reason').fill('Decided after talking with the student.');
  await dialog.getByLabel('Why nobody else decides').fill('I am the only officer here.');
  await office.confirm(confirm, 'The decision is recorded', `31-${confirm.replaceAll(' ', '-').toLowerCase()}`);
}
