import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../testing-centre/e2e/browser.ts';
import { enterByCode } from './support/chromium-student.ts';
import { dayAfter, incidentAt, mailsOf } from './support/incidents.ts';
import { changesAsDaysPass, changesOffered, Office, typedDate } from './support/office.ts';
import { codeOf, examOf, linkOf, mailOf } from './support/outbox.ts';
import { picture } from './support/pictures.ts';
import { PATIENCE_MS, startTestHost, type TestHost, until } from './support/test-host.ts';

// A day at the office, by people who click: an administrator, an officer, a lecturer, and a student at a phone. Each
// step goes on from the one before.

const student = { number: 's7654321', name: "Siobhán O'Brien", email: 'siobhan@student.example.edu' };
let browser: Browser;
let test: TestHost;
let administrator: Office;
let officer: Office;
let lecturer: Office;
let phone: Page;
let incidentId: string;
let examId: string;

beforeAll(async () => {
  browser = await launchBrowser();
  test = await startTestHost({ RESIT_INSTITUTION: 'University of Examples' });
  administrator = await Office.open(browser, test.origin);
  await picture(administrator.page, 'office-00-sign-in');
  const { firstAdministrator: first } = test.host;
  await administrator.signIn(first?.account.username ?? '', first?.oneTimePassword ?? '');
});
afterAll(async () => {
  await browser?.close();
  await test?.stop();
});

/** Reports by the lecturer's form and gives the incident's id. */
async function reportAs(who: Office, of: typeof student, title: string): Promise<string> {
  const { page } = who;
  await who.goTo('Report an incident');
  await page.getByLabel('Student number').fill(of.number);
  await page.getByLabel('Full name').fill(of.name);
  await page.getByLabel('Email').fill(of.email);
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Unit').fill('HIST1001');
  await page.getByLabel('Description').fill('Three paragraphs copied without quotation marks.');
  await picture(page, `office-20-report-${of.number}`, { whole: true });
  await page.getByRole('button', { name: 'Report incident' }).click();
  await page.waitForURL(/\/admin\/incidents\/[0-9a-z]{26}/u);
  await who.shows('To be confirmed');
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const inAWeek = () => dayAfter(new Date(test.host.deps.clock.nowMs()).toISOString(), 20);

describe('a day at the office, in the browser', () => {
  it('makes accounts, changes one, and gives out a new one-time password', async () => {
    const { page } = administrator;
    await picture(page, 'office-01-dashboard');
    await page.reload();
    await heading(page, 'Dashboard');
    await page.keyboard.press('Tab');
    expect(await page.locator('button:focus').innerText()).toBe('Skip to the main part');
    await picture(page, 'office-01-skip');
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor();
    await administrator.goTo('Staff accounts');
    const first = await administrator.makeAccount('olga', 'Olga Okafor', 'Integrity officer');
    await administrator.makeAccount('lars', 'Lars Lindqvist', 'Lecturer');
    await page.getByRole('button', { name: 'Actions for Olga Okafor' }).click();
    await page.getByRole('menuitem', { name: 'Change…' }).click();
    await page.getByRole('dialog').getByLabel('Full name').fill('Olga Okafor-Smith');
    await administrator.confirm('Save', 'The account of Olga Okafor-Smith is changed', 'office-03-change-account');
    await page.getByRole('button', { name: 'Actions for Lars Lindqvist' }).click();
    await page.getByRole('menuitem', { name: 'New one-time password…' }).click();
    await picture(page, 'office-04-new-password');
    await page.getByRole('button', { name: 'Make password' }).click();
    const renewed = await administrator.oneTimePassword();
    await picture(page, 'office-05-staff');

    const arriving = async (username: string, password: string) => {
      const office = await Office.open(browser, test.origin);
      await office.signIn(username, password);
      return office;
    };
    [officer, lecturer] = await Promise.all([arriving('olga', first), arriving('lars', renewed)]);
    await officer.shows('Olga Okafor-Smith', { within: true });
    await picture(lecturer.page, 'office-06-lecturer');
  });

  it('refuses a policy that guessing would pass, and saves one that it would not', async () => {
    const { page } = administrator;
    await administrator.goTo('Policy');
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Questions').fill('5');
    await page.getByLabel('Reason').fill('Shorter exams.');
    await page.getByRole('button', { name: 'Save as policy 2' }).click();
    await administrator.shows('This policy is refused');
    await picture(page, 'office-10-policy-refused');
    await page.getByLabel('Questions').fill('20');
    await page.getByLabel('Days', { exact: true }).fill('10');
    await page.getByLabel('Reason').fill('A week was too short.');
    await page.getByRole('button', { name: 'Save as policy 2' }).click();
    await administrator.shows('Policy 2, in force');
    await picture(page, 'office-11-policy', { whole: true });
  });

  it('finds in the audit log how the rules came to be, and who changed them', async () => {
    const { page } = administrator;
    await administrator.goTo('Audit log');
    await administrator.shows('Choose what you want to look at.', { within: true });
    await picture(page, 'office-12-audit-log');
    await page.getByRole('row').getByRole('link', { name: 'Policy' }).click();
    await heading(page, 'Policy');
    const rows = page.getByRole('row');
    await rows.filter({ hasText: 'policy.put-in-force' }).filter({ hasText: 'Resit' }).waitFor();
    await rows.filter({ hasText: 'policy.changed' }).filter({ hasText: 'A week was too short.' }).waitFor();
    await page.getByRole('button', { name: 'Check' }).click();
    await administrator.shows('The chain is whole: 2 entries', { within: true });
    await picture(page, 'office-13-audit-policy');
    await administrator.goTo('Audit log');
    await page.getByRole('link', { name: 'Imports and system' }).click();
    await administrator.shows('No entries yet');
    await administrator.goTo('Audit log');
    await page.getByLabel('Incident id').fill('not-one');
    await page.getByRole('button', { name: 'Show' }).click();
    await administrator.shows('No such incident');
  });

  it('says what is wrong with a report where it can be read', async () => {
    const { page } = officer;
    await officer.goTo('Report an incident');
    await page.getByRole('button', { name: 'Report incident' }).click();
    // A trial click fails where something else covers the words.
    await page.getByText('Enter the student number.', { exact: true }).click({ trial: true });
    const field = page.getByLabel('Student number');
    expect(await page.locator('input:focus').getAttribute('id')).toBe(await field.getAttribute('id'));
    await picture(page, 'office-14-report-wrong');
    await field.fill('with space');
    await page.getByRole('button', { name: 'Report incident' }).click();
    await page.getByText(/^Use letters, digits, dots/u).click({ trial: true });
  });

  it('changes the words of a mail, beside what they make', async () => {
    const { page } = administrator;
    await administrator.goTo('Mail templates');
    await picture(page, 'office-12-templates');
    await page.getByRole('link', { name: 'Invitation', exact: true }).click();
    const body = page.getByLabel('Body');
    const words = await body.inputValue();
    await body.fill(`{{nobody}} ${words}`);
    await administrator.shows('{{nobody}}', { within: true });
    await picture(page, 'office-13-template-wrong');
    await body.fill(`${words}\n\nThe library helps with referencing, too.`);
    await page.frameLocator('iframe').getByText('The library helps with referencing, too.').waitFor();
    await picture(page, 'office-14-template');
    await page.getByRole('button', { name: 'Save template' }).click();
    await administrator.shows('The template is saved; mails written from now on use it');
  });

  it('waits with a lecturer’s report for an officer: one is refused, the other confirmed', async () => {
    const wrong = { number: 's1111111', name: 'Theo Thorough', email: 'theo@student.example.edu' };
    const refused = await reportAs(lecturer, wrong, 'Essay with every source named');
    incidentId = await reportAs(lecturer, { ...student, email: 'siobhan@old.example.edu' }, 'Essay on Westphalia');
    await picture(lecturer.page, 'office-21-lecturer-incident');
    await picture(officer.page, 'office-22-officer-dashboard');

    await officer.openIncident(wrong.number);
    const why = 'Every source is named.';
    await officer.act('Refuse report', 'Refuse report', 'The report is refused', why, 'office-23-refuse');
    await officer.shows('Report refused');
    await picture(officer.page, 'office-24-refused');
    await incidentAt(test, refused, 'withdrawn');
    const written = (await mailsOf(test, refused)).map(({ to }) => to.address);
    expect(written).not.toContain(wrong.email);

    await officer.openIncident(student.number);
    await officer.shows('This report waits to be confirmed');
    await picture(officer.page, 'office-25-to-be-confirmed');
    await officer.page.getByRole('button', { name: 'Confirm report' }).click();
    const dialog = await officer.dialog();
    await dialog.getByRole('button', { name: 'Confirm report' }).click();
    await dialog.getByText('Enter the reference of the finding.').waitFor();
    await picture(officer.page, 'office-26-confirm-missing');
    await dialog.getByLabel('Email').fill(student.email);
    await dialog.getByLabel('Reference of the finding').fill('F/2026/17');
    await dialog.getByLabel('Found on').fill('2026/11/02');
    await officer.confirm(
      'Confirm report',
      'The report is confirmed; the exam is being scheduled',
      'office-27-confirm',
    );
    examId = (await examOf(test.host.deps, incidentId, 1)).id;
    const invitation = await mailOf(test.host.deps, examId, 'invitation');
    expect(invitation.to.address).toBe(student.email);
    expect(invitation.text).toContain('The library helps with referencing, too.');

    await lecturer.goTo('Incidents');
    await lecturer.shows('Report refused');
    await picture(lecturer.page, 'office-28-lecturer-list');
  });

  it('goes back to the words that were shipped', async () => {
    const { page } = administrator;
    await page.getByRole('button', { name: 'Go back to the shipped one' }).click();
    await picture(page, 'office-15-template-reset');
    await administrator.confirm('Delete my version', 'The shipped template holds again');
    expect(await page.getByLabel('Body').inputValue()).not.toContain('library');
  });

  it('lets a student in without their mailbox, with a code from an officer', async () => {
    await officer.openIncident(student.number);
    const dialog = await officer.choose('Issue a code');
    await dialog.getByLabel('How you checked who they are').fill('Student card shown at the desk.');
    await picture(officer.page, 'office-30-issue-code');
    await dialog.getByRole('button', { name: 'Issue code' }).click();
    const shown = officer.page.getByRole('dialog', { name: 'The code' });
    await shown.waitFor();
    await picture(officer.page, 'office-31-code');
    const code = await shown.getByText(/^[0-9A-Z]{10}$/).innerText();
    await shown.getByRole('button', { name: 'Done' }).click();

    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    context.setDefaultTimeout(PATIENCE_MS);
    phone = await context.newPage();
    await phone.goto(await linkOf(test.host.deps, examId));
    await picture(phone, 'office-32-landing');
    await phone.getByRole('link', { name: 'I have a code already' }).click();
    await picture(phone, 'office-33-code');
    await phone.locator('#code').fill(code);
    await phone.getByRole('button', { name: 'Continue' }).click();
    await heading(phone, 'About your exam');
    await picture(phone, 'office-34-about');
  });

  it('answers a student who asks for more time, and one who says that it is a mistake', async () => {
    await phone.getByRole('link', { name: 'I need more time' }).click();
    await phone.getByLabel('Why you need more time').fill('I am on a field trip until the 8th.');
    await picture(phone, 'office-40-more-time');
    await phone.getByRole('button', { name: 'Send to the office' }).click();
    await heading(phone, 'We have your request');
    await picture(phone, 'office-41-asked');
    await phone.getByRole('link', { name: 'Back to your exam' }).click();
    await phone.getByRole('link', { name: 'I think this is a mistake' }).click();
    await phone.getByLabel('What is wrong').fill('I named every source.');
    await phone.getByRole('button', { name: 'Send to the office' }).click();
    await heading(phone, 'We have your request');

    await officer.goTo('Dashboard');
    await picture(officer.page, 'office-42-dashboard', { whole: true });
    await officer.openIncident(student.number);
    await officer.shows('The student has 2 open requests');
    await picture(officer.page, 'office-43-requests-open');
    await officer.tab('Requests (2 open)');
    const card = (title: string) =>
      officer.page.getByRole('heading', { level: 3, name: title }).locator('xpath=ancestor::*[.//button][1]');
    await card('More time').getByRole('button', { name: 'Answer' }).click();
    const time = await officer.dialog();
    await time.getByRole('radio', { name: 'Give more time' }).check();
    const day = inAWeek();
    await time.getByLabel('New deadline').fill(typedDate(day));
    await time.getByLabel('Your words to the student').fill('Enjoy the trip.');
    const outcome = 'The request is answered; the student gets a mail';
    await officer.confirm('Send answer', outcome, 'office-44-answer-more-time');
    await card('It is a mistake').getByRole('button', { name: 'Answer' }).click();
    const mistake = await officer.dialog();
    await mistake.getByRole('radio', { name: 'It stands' }).check();
    await mistake.getByLabel('Your words to the student').fill('Two of them are missing: see page 3.');
    await officer.confirm('Send answer', outcome, 'office-45-answer-mistake');
    await officer.shows('Not granted');
    await picture(officer.page, 'office-46-answered', { whole: true });

    await phone.getByRole('link', { name: 'Back to your exam' }).click();
    await phone.getByText('Enjoy the trip.').waitFor();
    await phone.getByText('Two of them are missing: see page 3.').waitFor();
    await picture(phone, 'office-47-answers');
    const exam = await test.host.deps.repository.get('exam', examId);
    expect(await phone.locator('time').first().getAttribute('datetime')).toBe(exam?.deadline.at);
    expect(dayAfter(exam?.deadline.at ?? '', 0)).toBe(day);
  });

  it('keeps a note that colleagues read', async () => {
    await officer.tab('Notes');
    await officer.page.getByLabel('New note').fill('She called: the trip ends on the 8th.');
    await officer.page.getByRole('button', { name: 'Add note' }).click();
    await officer.page.getByRole('tab', { name: 'Notes (1)' }).waitFor();
    await picture(officer.page, 'office-50-notes');
  });

  it('keeps a file as evidence, hands it out as it was, and takes it away with a reason', async () => {
    const { page } = officer;
    const content = '%PDF-1.4 of the report';
    await officer.tab('Evidence');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'report 李.pdf', mimeType: 'application/pdf', buffer: Buffer.from(content) });
    await page.getByRole('button', { name: 'Add file' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save report 李.pdf' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('report 李.pdf');
    expect(readFileSync(await download.path(), 'utf8')).toBe(content);
    await picture(page, 'office-52-evidence');
    await page.getByRole('button', { name: 'Remove report 李.pdf' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove file' });
    await dialog.getByLabel('Reason').fill('It belongs to another incident.');
    await picture(page, 'office-53-remove-evidence');
    await dialog.getByRole('button', { name: 'Remove file' }).click();
    await officer.shows('No files yet');
  });

  it('excuses an attempt, and the student goes on with the next', async () => {
    const why = 'The power was out on the campus.';
    const outcome = 'The attempt is excused; another is being scheduled';
    await officer.act('Excuse this attempt', 'Excuse attempt', outcome, why, 'office-60-excuse');
    const next = await examOf(test.host.deps, incidentId, 2);
    await mailOf(test.host.deps, next.id, 'invitation');
    await officer.tab('Exams');
    await officer.shows('Excused');
    await picture(officer.page, 'office-61-exams');
    await phone.reload();
    await heading(phone, 'This attempt does not count');
    await picture(phone, 'office-62-excused');
    await phone.getByRole('link', { name: 'Go to your next attempt' }).click();
    await enterByCode(phone, phone.url(), () => codeOf(test.host.deps, next.id));
    await heading(phone, 'About your exam');
    await picture(phone, 'office-63-next');
  });

  it('imports a file after a look at it, and takes it all back while its mail is held', async () => {
    const { page } = officer;
    const csv = [
      'student number,name,email,work title,unit,finding reference,found on,description',
      ...[1, 2, 3].map(
        (n) => `s900000${n},"Imported, ${n}",i${n}@example.edu,Essay ${n},HIST1001,F/${n},2026-11-02,Copied.`,
      ),
      's9000004,,nowhere,Essay,HIST1001,F/4,2026-11-02,Copied.',
    ].join('\r\n');
    await officer.goTo('Import from CSV');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download an empty file' }).click();
    await page.locator('input[type=file]').setInputFiles(await (await downloading).path());
    await page.getByRole('button', { name: 'Preview' }).click();
    await officer.shows('The file has a heading and no rows.', { within: true });
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'november.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await picture(page, 'office-70-import');
    await page.getByRole('button', { name: 'Preview' }).click();
    await officer.shows('Enter an email address like name@example.edu.', { within: true });
    await picture(page, 'office-71-preview', { whole: true });
    await page.getByRole('button', { name: 'Import 3 incidents' }).click();
    await picture(page, 'office-72-start');
    await page.getByRole('button', { name: 'Start import' }).click();
    await officer.shows('Its mail is held');
    await until('the exams of the import', async () => {
      const { items } = await test.host.deps.repository.query('mail', 'all', { partition: 'all', limit: 1000 });
      return items.filter(({ to }) => to.name.startsWith('Imported')).length === 3;
    });
    await picture(page, 'office-73-imported');
    await page.getByRole('button', { name: 'Undo this import' }).click();
    await picture(page, 'office-74-undo');
    await page.getByRole('button', { name: 'Withdraw 3 incidents' }).click();
    await officer.shows('Undone');
    await picture(page, 'office-75-undone');
    const { items } = await test.host.deps.repository.query('mail', 'all', { partition: 'all', limit: 1000 });
    const imported = items.filter(({ to }) => to.name.startsWith('Imported'));
    expect(imported.map(({ delivery }) => delivery.status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    await officer.goTo('Outbox');
    await picture(page, 'office-76-outbox');
    await officer.goTo('Incidents');
    await officer.shows('Imported, 1', { within: true });
    const overflow =
      'document.querySelector("main table").scrollWidth - document.querySelector("main table").parentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBeLessThanOrEqual(0);
  });

  it('has sent every change that the site offers from the browser, here or as the days pass', () => {
    const sent = [administrator, officer, lecturer].flatMap((office) => [...office.sent]);
    expect([...new Set([...sent, ...changesAsDaysPass])].sort()).toEqual([...changesOffered].sort());
  });
});
