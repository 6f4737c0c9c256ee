import type { Deps } from '@resit/integrity/ports/deps';
import { type Answer, questionKey } from '@resit/integrity/question-bank/question';
import { correctAnswer, toPublicAnswer } from '@resit/integrity/question-bank/question-types';
import type { Page } from 'playwright-core';
import type { Fields } from './browser.ts';

/** Fills in the form of one question page with an answer as the browser knows it. */
export async function fillIn(page: Page, answer: Answer): Promise<void> {
  switch (answer.type) {
    case 'single-choice':
      return page.locator(`input[name="choice"][value="${answer.choice}"]`).check();
    case 'multiple-response':
      for (const choice of answer.choices) await page.locator(`input[name="choices"][value="${choice}"]`).check();
      return;
    case 'true-false':
      return page.locator(`input[name="value"][value="${answer.value}"]`).check();
    case 'matching':
      for (const [prompt, choice] of Object.entries(answer.pairs))
        await page.locator(`select[name="pairs.${prompt}"]`).selectOption(choice);
      return;
    case 'numerical':
      return page.locator('input[name="value"]').fill(answer.value);
    case 'short-answer':
      return page.locator('input[name="text"]').fill(answer.text);
  }
}

/** What somebody who knows everything would answer at each position of an exam. */
export async function rightAnswers(deps: Deps, examId: string): Promise<Answer[]> {
  const exam = await deps.repository.get('exam', examId);
  if (!exam) throw new Error(`There is no exam ${examId}.`);
  const records = await deps.repository.getMany(
    'question',
    exam.drawn.map((drawn) => questionKey(drawn.questionId, drawn.version)),
  );
  return exam.drawn.map((drawn, position) => {
    const record = records[position];
    if (!record) throw new Error(`Question ${drawn.questionId} is not in the repository.`);
    return toPublicAnswer(record.question, drawn, correctAnswer(record.question));
  });
}

/** What a question's form sends for an answer. */
export function fieldsOf(answer: Answer): Fields {
  switch (answer.type) {
    case 'single-choice':
      return { choice: answer.choice };
    case 'multiple-response':
      return answer.choices.map((choice) => ['choices', choice]);
    case 'true-false':
      return { value: String(answer.value) };
    case 'matching':
      return Object.fromEntries(Object.entries(answer.pairs).map(([prompt, choice]) => [`pairs.${prompt}`, choice]));
    case 'numerical':
      return { value: answer.value };
    case 'short-answer':
      return { text: answer.text };
  }
}

/** From the link in the mail to the page about the exam: asks for the code and enters it. */
export async function enterByCode(page: Page, link: string, code: () => Promise<string>): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  await page.locator('#code').fill(await code());
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(/\/(about|result)$/u, { waitUntil: 'domcontentloaded' });
}

/** From the page about the exam to the first question: declares that it is their own work, and starts. */
export async function startExam(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Go to the exam' }).click();
  await page.getByLabel('my own work').check();
  await page.getByRole('button', { name: 'Start the exam' }).click();
  await page.getByRole('heading', { name: 'Question 1 of' }).waitFor();
}

/** From the link in the mail to the first question. */
export async function enterExam(page: Page, link: string, code: () => Promise<string>): Promise<void> {
  await enterByCode(page, link, code);
  await startExam(page);
}

/** Saves right answers to the first questions without opening their pages, as somebody does on another device. */
export async function saveFirstAnswers(page: Page, deps: Deps, examId: string, known: number): Promise<void> {
  const { origin } = new URL(page.url());
  for (const [position, answer] of (await rightAnswers(deps, examId)).slice(0, Math.max(0, known)).entries()) {
    const saved = await page.request.post(`${origin}/exam/${examId}/question/${position + 1}`, {
      headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      data: new URLSearchParams(fieldsOf(answer)).toString(),
      maxRedirects: 0,
    });
    if (saved.status() >= 400) throw new Error(`Answer ${position + 1} was not saved: ${saved.status()}`);
  }
}

/** Answers the questions from `first` to the `known`th rightly, leaves the rest blank, checks and submits. */
export async function answerAndSubmit(page: Page, deps: Deps, examId: string, known: number, first = 0): Promise<void> {
  const answers = (await rightAnswers(deps, examId)).slice(0, known);
  if (first > 0) await page.goto(`${new URL(page.url()).origin}/exam/${examId}/question/${first + 1}`);
  for (const [position, answer] of answers.entries()) {
    if (position < first) continue;
    await page.getByRole('heading', { name: `Question ${position + 1} of` }).waitFor();
    await fillIn(page, answer);
    const last = position === answers.length - 1;
    await page.getByRole('button', { name: last ? 'Save and check your answers' : 'Save and continue' }).click();
  }
  if (known === 0) await page.getByRole('button', { name: 'Save and check your answers' }).click();
  await page.getByRole('button', { name: 'Submit the exam' }).click();
  await page.getByRole('heading', { level: 1, name: /passed/ }).waitFor();
}
