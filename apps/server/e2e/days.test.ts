import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../testing-centre/e2e/browser.ts';
import { answerAndSubmit, enterByCode, fillIn, rightAnswers, startExam } from './support/chromium-student.ts';
import { dayAfter, hire, incidentAt, mailsOf, report, reportBody } from './support/incidents.ts';
import { MovedClock } from './support/moved-clock.ts';
import { changesAsDaysPass, Office, typedDate } from './support/office.ts';
import { codeOf, examOf, linkOf, mailOf } from './support/outbox.ts';
import { picture } from './support/pictures.ts';
import type { Staff } from './support/staff.ts';
import { ENOUGH } from './support/student.ts';
import { PATIENCE_MS, startTestHost, type TestHost, until } from './support/test-host.ts';

// What happens while the workflow waits, as the people at both ends of it see it: an officer at a desk, a student at a
// phone. The days are moved ahead by hand, so none passes while somebody is still clicking.

const DAY_MS = 86_400_000;
const process = new MovedClock();
const wall = new MovedClock();
let browser: Browser;
let test: TestHost;
let staff: Staff;
let officer: Office;
let administrator: Office;

beforeAll(async () => {
  browser = await launchBrowser();
  const clocks = { clock: wall, workflowClock: process };
  test = await startTestHost({ RESIT_INSTITUTION: 'University of Examples' }, undefined, clocks);
  staff = await test.administrator();
  await hire(staff, 'olga', 'officer');
  officer = await Office.open(browser, test.origin);
  await officer.signIn('olga');
});
afterAll(async () => {
  await browser?.close();
  await test?.stop();
});

/** A new incident with its first exam, its student invited. */
async function opened() {
  const body = reportBody({ name: "Siobhán O'Brien" });
  const incidentId = await report(staff, body);
  const exam = await examOf(test.host.deps, incidentId, 1);
  const invitation = await mailOf(test.host.deps, exam.id, 'invitation');
  return { incidentId, exam, invitation, studentNumber: body.student.studentNumber };
}

/** The student's phone, at the page about the exam. */
async function onPhone(examId: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await enterByCode(page, await linkOf(test.host.deps, examId), () => codeOf(test.host.deps, examId));
  return page;
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();

describe('as the days pass, in the browser', () => {
  it('reminds the student, moves the deadline that an officer extends, and lets the student pass after the old one', async () => {
    const { incidentId, exam, studentNumber } = await opened();
    const phone = await onPhone(exam.id);
    await picture(phone, 'days-01-about');

    process.moveTo(Date.parse(exam.deadline.at) - 2 * DAY_MS);
    await mailOf(test.host.deps, exam.id, 'reminder');
    await officer.goTo('Outbox');
    await officer.page.getByRole('link', { name: /^Reminder: take your referencing exam by/u }).click();
    await officer.shows("Siobhán O'Brien <", { within: true });
    await picture(officer.page, 'days-02-reminder');
    await officer.page.getByRole('button', { name: 'Close' }).last().click();

    await officer.openIncident(studentNumber);
    const dialog = await officer.choose('Move deadline');
    await dialog.getByLabel('New deadline').fill(typedDate(dayAfter(exam.deadline.at, 6)));
    await dialog.getByLabel('Reason').fill('She is at a funeral.');
    await officer.confirm('Move deadline', 'The deadline is moved; the student gets a mail', 'days-03-extend');
    await officer.shows('“She is at a funeral.”');
    await picture(officer.page, 'days-04-extended', { whole: true });
    const [letter] = await mailsOf(test, incidentId, 'extension');
    expect(letter?.text).not.toContain('funeral');

    // The page shows the new deadline, and the old one passes without anything happening.
    await phone.reload();
    const moved = await test.host.deps.repository.get('exam', exam.id);
    expect(await phone.locator('time').first().getAttribute('datetime')).toBe(moved?.deadline.at);
    process.moveTo(Date.parse(exam.deadline.at) + DAY_MS);
    await picture(phone, 'days-05-about-extended');
    await startExam(phone);
    await answerAndSubmit(phone, test.host.deps, exam.id, ENOUGH);
    await heading(phone, 'You have passed');
    await incidentAt(test, incidentId, 'resolved');
    await phone.context().close();
  });

  it('tells a student who comes too late that the exam is over, and asks the officers, who grant another attempt', async () => {
    const { incidentId, exam, studentNumber } = await opened();
    const phone = await onPhone(exam.id);
    await startExam(phone);
    process.moveTo(Date.parse(exam.deadline.at) + 60_000);
    await incidentAt(test, incidentId, 'awaiting-decision');
    await phone.reload();
    await heading(phone, 'The exam is over');
    await phone.getByText('The deadline passed before a question was answered.').waitFor();
    await picture(phone, 'days-10-did-not-sit');

    await officer.openIncident(studentNumber);
    await officer.shows('The student answered nothing by a deadline that counted.', { within: true });
    await picture(officer.page, 'days-11-awaiting-decision');
    await officer.page.getByRole('button', { name: 'Decide' }).click();
    const dialog = await officer.dialog();
    await dialog.getByRole('radio', { name: 'Grant another attempt' }).check();
    await dialog.getByLabel('Reason').fill('Her phone was broken.');
    await officer.confirm('Grant attempt', 'The decision is recorded', 'days-12-decide');
    await examOf(test.host.deps, incidentId, 2);
    await phone.reload();
    await phone.getByText('We have given you another attempt.').waitFor();
    await picture(phone, 'days-13-next-attempt');
    await phone.context().close();
  });

  it('shows a withdrawn exam as withdrawn, whose deadline then does nothing', async () => {
    const { incidentId, exam, studentNumber } = await opened();
    const phone = await onPhone(exam.id);
    await officer.openIncident(studentNumber);
    const why = 'It was somebody else’s essay.';
    await officer.act('Withdraw incident', 'Withdraw incident', 'The incident is withdrawn', why, 'days-20-withdraw');
    await officer.shows('Withdrawn');
    await picture(officer.page, 'days-21-withdrawn', { whole: true });
    await phone.reload();
    await heading(phone, 'You need not take this exam');
    await picture(phone, 'days-22-withdrawn');
    process.moveTo(Date.parse(exam.deadline.at) + 60_000);
    await incidentAt(test, incidentId, 'withdrawn');
    expect((await mailsOf(test, incidentId)).map(({ template }) => template).sort()).toEqual(
      ['code', 'invitation', 'withdrawn'].sort(),
    );
    await phone.context().close();
  });

  it('holds the deadline of an invitation that came back, until it is sent again to a mended address', async () => {
    const { incidentId, exam, invitation, studentNumber } = await opened();
    await officer.openIncident(studentNumber);
    await officer.act(
      'Mark as not notified',
      'Mark as not notified',
      'Marked as not notified: the deadline is held',
      'The mail came back this morning.',
      'days-30-mark-bounced',
    );
    await officer.shows('The student has not been notified');
    await picture(officer.page, 'days-31-not-notified');
    process.moveTo(Date.parse(exam.deadline.at) + 2 * DAY_MS);
    await incidentAt(test, incidentId, 'exam-open');

    await officer.page.getByRole('button', { name: 'Send invitation again' }).click();
    const dialog = await officer.dialog();
    await dialog.getByLabel('Email').fill('siobhan@student.example.edu');
    const outcome = 'The invitation is sent again to siobhan@student.example.edu';
    await officer.confirm('Send invitation', outcome, 'days-32-resend');
    const again = await mailOf(test.host.deps, exam.id, 'invitation', invitation.id);
    expect(again.to.address).toBe('siobhan@student.example.edu');
    await officer.tab('Mail');
    await officer.shows('Came back');
    await picture(officer.page, 'days-33-mail');
    // Days begin again for somebody who heard of it only now.
    const phone = await onPhone(exam.id);
    const open = await test.host.deps.repository.get('exam', exam.id);
    expect(Date.parse(open?.deadline.at ?? '')).toBeGreaterThan(process.nowMs() + 2 * DAY_MS);
    expect(await phone.locator('time').first().getAttribute('datetime')).toBe(open?.deadline.at);
    await phone.context().close();
  });

  it('counts a time limit down, with the extra time that an officer gives in the middle, and hands in what is answered', async () => {
    administrator = await Office.open(browser, test.origin);
    await administrator.signIn('admin');
    await administrator.goTo('Policy');
    await administrator.page.getByRole('button', { name: 'Edit' }).click();
    await administrator.page.getByLabel('Time limit, minutes').fill('10');
    await administrator.page.getByLabel('Reason').fill('An exam of short questions needs no more.');
    await picture(administrator.page, 'days-40-policy');
    await administrator.page.getByRole('button', { name: 'Save as policy 2' }).click();
    await administrator.shows('Policy 2, in force');

    const { incidentId, exam, studentNumber } = await opened();
    const phone = await onPhone(exam.id);
    await phone.getByText('Once you start, you have 10 minutes.').waitFor();
    await picture(phone, 'days-41-limit');
    await startExam(phone);
    await phone.getByText('Time left: 10 minutes').waitFor();
    await picture(phone, 'days-42-time-left');

    await officer.openIncident(studentNumber);
    const dialog = await officer.choose('Adjust time');
    await dialog.getByLabel('Extra time').fill('50');
    await officer.confirm('Adjust', 'The adjustment holds from now on', 'days-43-adjust');
    await officer.tab('Exams');
    await officer.shows('50 % more time', { within: true });
    await picture(officer.page, 'days-44-exams');

    const [first] = await rightAnswers(test.host.deps, exam.id);
    if (!first) throw new Error('The exam has no questions.');
    await fillIn(phone, first);
    await phone.getByText(/^Saved/u).waitFor();
    await phone.reload();
    await phone.getByText('Time left: 15 minutes').waitFor();
    wall.moveBy(9 * 60_000 + 50_000);
    await phone.reload();
    await phone.getByText(/Time left: [56] minutes/u).waitFor();
    await picture(phone, 'days-45-five-minutes');
    wall.moveBy(5 * 60_000 + 30_000);
    await phone.reload();
    await heading(phone, 'You have not passed this time');
    await phone.getByText('when the time was over', { exact: false }).waitFor();
    await picture(phone, 'days-46-time-over');
    expect(await test.host.deps.repository.get('exam', exam.id)).toMatchObject({
      submittedBy: 'time-limit',
      marking: { scorePercent: 5, result: 'Fail' },
    });
    await examOf(test.host.deps, incidentId, 2);
    await phone.context().close();
  });

  it('says that the workflow stopped, goes on where it failed, or anew where it stands, as the administrator wants', async () => {
    const { deps } = test.host;
    const { templates } = deps;
    deps.templates = {
      ...templates,
      get invitation(): never {
        throw new TypeError('The template cannot be read.');
      },
    };
    const bodies = [reportBody({ name: 'Redriven' }), reportBody({ name: 'Resumed' })] as const;
    const [redriven, resumed] = [await report(staff, bodies[0]), await report(staff, bodies[1])];
    for (const id of [redriven, resumed])
      await until('the failure', async () => (await deps.repository.get('incident', id))?.run.stopped !== undefined);

    // An officer sees it and cannot mend it; an administrator can.
    await officer.openIncident(bodies[0].student.studentNumber);
    await officer.shows('The workflow stopped');
    await officer.shows('An administrator can make it go on.', { within: true });
    await picture(officer.page, 'days-50-stopped-officer');
    deps.templates = templates;

    await administrator.openIncident(bodies[0].student.studentNumber);
    await picture(administrator.page, 'days-51-stopped');
    await administrator.tab('Workflow');
    await administrator.page.locator('.react-flow__node').filter({ hasText: 'Send notification' }).waitFor();
    await picture(administrator.page, 'days-52-stopped-workflow');
    const done = 'The workflow goes on';
    await administrator.act('Redrive workflow', 'Redrive workflow', done, 'The template is mended.', 'days-53-redrive');
    const exam = await examOf(deps, redriven, 1);
    await mailOf(deps, exam.id, 'invitation');
    await picture(administrator.page, 'days-54-redriven');

    await administrator.openIncident(bodies[1].student.studentNumber);
    await administrator.act('Resume workflow', 'Resume workflow', done, 'The template is mended.', 'days-55-resume');
    await mailOf(deps, (await examOf(deps, resumed, 1)).id, 'invitation');
    const incident = await incidentAt(test, resumed, 'exam-open');
    expect(incident.run.executionName).toBe(`${resumed}-2`);
    expect(incident.run.stopped).toBeUndefined();

    // What has ended is opened again for an appeal.
    await administrator.act('Withdraw incident', 'Withdraw incident', 'The incident is withdrawn', 'A mistake.');
    await administrator.shows('Withdrawn');
    const dialog = await administrator.choose('Open again');
    await dialog.getByLabel('Reason').fill('It was no mistake.');
    await administrator.confirm('Open again', done, 'days-56-open-again');
    expect((await incidentAt(test, resumed, 'awaiting-decision')).reason).toBe('appeal');
  });

  it('has sent from the browser what is tried here', () => {
    expect([...new Set([...officer.sent, ...administrator.sent])].sort()).toEqual(changesAsDaysPass);
  });
});
