import type { Exam } from '@resit/integrity/exam/exam';
import type { Answer } from '@resit/integrity/question-bank/question';
import { Browser, type Page } from './browser.ts';
import { fieldsOf, rightAnswers } from './chromium-student.ts';
import { codeOf, linkOf } from './outbox.ts';
import type { TestHost } from './test-host.ts';

/** Right answers out of twenty that just reach the pass mark of 70 %. */
export const ENOUGH = 14;

/** A student at a browser without scripts, on one exam. */
export class Student {
  readonly browser: Browser;
  readonly examId: string;
  readonly #test: TestHost;

  constructor(test: TestHost, examId: string, browser = new Browser(test.origin)) {
    this.#test = test;
    this.examId = examId;
    this.browser = browser;
  }

  get path(): string {
    return `/exam/${this.examId}`;
  }

  /** From the link in the mail, by the mailed code, to the page about the exam. */
  async enter(code: () => Promise<string> = () => codeOf(this.#test.host.deps, this.examId)): Promise<Page> {
    const landing = await this.browser.get(await linkOf(this.#test.host.deps, this.examId));
    const asked = await this.browser.submit(landing, {}, '/code');
    const about = await this.browser.submit(asked, { code: await code() }, '/session');
    if (about.url !== `${this.#test.origin}${this.path}/about`) throw new Error(`Not let in: ${about.url}`);
    return about;
  }

  /** Declares that it is their own work, and begins. */
  async start(): Promise<Page> {
    const page = await this.browser.get(`${this.path}/start`);
    return this.browser.submit(page, { 'own-work': 'yes' }, '/start');
  }

  /** Answers the first `known` questions rightly, by the forms. */
  async answer(known: number): Promise<void> {
    const answers = (await rightAnswers(this.#test.host.deps, this.examId)).slice(0, known);
    for (const [position, answer] of answers.entries()) {
      const page = await this.browser.post(`${this.path}/question/${position + 1}`, fieldsOf(answer));
      if (page.status !== 200) throw new Error(`Answer ${position + 1} was not saved: ${page.status} ${page.text}`);
    }
  }

  /** Ends the exam by the button on the review page. */
  async submit(): Promise<Page> {
    return this.browser.submit(await this.browser.get(`${this.path}/review`), {}, '/submit');
  }

  /** All of it at once. */
  async sit(known: number): Promise<Page> {
    await this.enter();
    await this.start();
    await this.answer(known);
    return this.submit();
  }

  /** Calls the JSON door of the exam as a script on the page would. */
  async call(body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: Outcome }> {
    const cookie = this.browser.cookie('resit-exam');
    const response = await fetch(`${this.browser.origin}/api/exam`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: this.browser.origin,
        ...(cookie === undefined ? {} : { cookie: `resit-exam=${cookie}` }),
        ...headers,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Outcome };
  }
}

/** What `POST /api/exam` answers, well or not. */
export interface Outcome {
  examId?: string;
  attempt?: number;
  result?: string;
  scorePercent?: number;
  code?: string;
}

/** Answers in the shape of `POST /api/exam`: by position. */
export const answersByPosition = (answers: readonly Answer[]): Record<string, unknown> =>
  Object.fromEntries(answers.map(({ type: _type, ...given }, position) => [String(position), given]));

export const scoreOf = (exam: Exam | undefined): number | undefined =>
  exam?.status === 'submitted' ? exam.marking.scorePercent : undefined;
