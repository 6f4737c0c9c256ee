import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { documentOperations } from './api-document.ts';
import { picture } from './pictures.ts';
import { PASSWORD } from './staff.ts';
import { PATIENCE_MS } from './test-host.ts';

/** The paths of the API as patterns, to tell what the site has sent. */
const operations = documentOperations.map(({ method, path, operationId }) => ({
  method,
  operationId,
  pattern: new RegExp(`^/api${path.replaceAll(/\{\w+\}/gu, '[^/]+')}$`, 'u'),
}));

/** Operations that change something, without those that no page of the Admin site is there for. */
export const changesOffered = documentOperations
  .filter(({ method }) => method !== 'GET')
  .map(({ operationId }) => operationId)
  // Exams are submitted by students; the directory is imported by the command line and other systems.
  .filter((operationId) => operationId !== 'submitExam' && operationId !== 'importStudents');

/** Those of them that are tried as the days pass; the others are tried at the desk. */
export const changesAsDaysPass = [
  'adjustExam',
  'decideIncident',
  'extendDeadline',
  'markBounced',
  'putPolicy',
  'redriveIncident',
  'resendInvitation',
  'resumeIncident',
  'withdrawIncident',
];

/** Somebody of the office at the Admin site, in a browser of their own. */
export class Office {
  readonly page: Page;
  readonly origin: string;
  /** Changes that this browser has sent, and that were made, by their operations. */
  readonly sent = new Set<string>();
  readonly #context: BrowserContext;

  private constructor(origin: string, context: BrowserContext, page: Page) {
    this.origin = origin;
    this.#context = context;
    this.page = page;
    page.on('response', (response) => {
      const method = response.request().method();
      if (!response.ok() || method === 'GET') return;
      const { pathname } = new URL(response.url());
      const sent = operations.find((known) => known.method === method && known.pattern.test(pathname));
      if (sent) this.sent.add(sent.operationId);
    });
  }

  /** A new browser, at the site's sign-in page. */
  static async open(browser: Browser, origin: string): Promise<Office> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(PATIENCE_MS);
    const office = new Office(origin, context, await context.newPage());
    await office.page.goto(`${origin}/admin/`);
    return office;
  }

  /** Signs in; a one-time password is changed to the one that everybody here has. */
  async signIn(username: string, password: string = PASSWORD): Promise<void> {
    const { page } = this;
    await page.locator('input[name=username]').fill(username);
    await page.locator('input[name=password]').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    if (password !== PASSWORD) {
      await page.locator('input[name=password]').fill(PASSWORD);
      await page.locator('input[name=repeated]').fill(PASSWORD);
      await picture(page, `office-password-${username}`);
      await page.getByRole('button', { name: 'Save and continue' }).click();
    }
    await page.getByRole('navigation').getByRole('link', { name: 'Report an incident' }).waitFor();
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  /** Follows the side navigation. */
  async goTo(name: string): Promise<void> {
    const navigation = this.page.getByRole('navigation', { name: 'Side navigation' });
    await navigation.getByRole('link', { name, exact: true }).click();
    await this.page.getByRole('heading', { level: 1, name }).first().waitFor();
  }

  /** From the list to the incident of a student. */
  async openIncident(studentNumber: string): Promise<void> {
    await this.goTo('Incidents');
    await this.page.getByRole('row').filter({ hasText: studentNumber }).getByRole('link').first().click();
    await this.page.getByRole('heading', { level: 2, name: 'Summary' }).waitFor();
  }

  tab(name: string): Promise<void> {
    return this.page.getByRole('tab', { name }).click();
  }

  /** Opens the form of an action from the menu of the incident. */
  async choose(action: string): Promise<Locator> {
    await this.page.getByRole('button', { name: 'Actions', exact: true }).click();
    await this.page.getByRole('menuitem', { name: `${action}…` }).click();
    return this.dialog();
  }

  /** The form that is open. */
  async dialog(): Promise<Locator> {
    const dialog = this.page.getByRole('dialog').filter({ visible: true });
    await dialog.waitFor();
    return dialog;
  }

  /** Sends the form that is open, by its button, and waits for what the site says of it. */
  async confirm(button: string, outcome: string, shot?: string): Promise<void> {
    const dialog = await this.dialog();
    if (shot) await picture(this.page, shot);
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    const flash = this.page.getByText(outcome, { exact: true }).first();
    await flash.waitFor();
    await this.page.getByRole('button', { name: 'Dismiss' }).first().click();
  }

  /** An action that asks for nothing but why. */
  async act(action: string, button: string, outcome: string, why: string, shot?: string): Promise<void> {
    const dialog = await this.choose(action);
    await dialog.getByLabel('Reason').fill(why);
    await this.confirm(button, outcome, shot);
  }

  /** The one-time password that a dialog of the staff page shows. */
  async oneTimePassword(): Promise<string> {
    const shown = this.page.getByRole('dialog', { name: /^One-time password for/u });
    const password = await shown.locator('.rs-mono').innerText();
    await shown.getByRole('button', { name: 'Done' }).click();
    return password.trim();
  }

  /** Makes an account by the form of the staff page and gives its one-time password. */
  async makeAccount(username: string, name: string, role: string): Promise<string> {
    const { page } = this;
    await page.getByRole('button', { name: 'New account' }).click();
    const dialog = page.getByRole('dialog', { name: 'New staff account' });
    await dialog.getByLabel('User name').fill(username);
    await dialog.getByLabel('Full name').fill(name);
    await dialog.getByLabel('Email').fill(`${username}@example.edu`);
    if (role !== 'Lecturer') {
      await dialog.getByRole('button', { name: 'Roles' }).click();
      await page.getByRole('option', { name: role }).click();
      await page.getByRole('option', { name: 'Lecturer' }).click();
      await page.keyboard.press('Escape');
    }
    await picture(page, `office-02-account-${username}`);
    await dialog.getByRole('button', { name: 'Make account' }).click();
    return this.oneTimePassword();
  }

  /** Waits until the page shows some words, alone or `within` others. */
  shows(words: string, { within = false } = {}): Promise<void> {
    return this.page.getByText(words, { exact: !within }).filter({ visible: true }).first().waitFor();
  }
}

/** A date as the site's date fields take it typed. */
export const typedDate = (isoDate: string): string => isoDate.replaceAll('-', '/');
