import { type ExamScenario, rightAnswers, seedExam } from '@resit/integrity/testing/exam-scenario';
import { createTestDeps, type TestDeps } from '@resit/integrity/testing/test-deps';
import type { Hono } from 'hono';
import { assetsFrom } from '../assets.ts';
import { createTestingCentre } from '../testing-centre.tsx';
import { type PlainBrowser, plainBrowser, type Visited } from './plain-browser.ts';

/** A student with a plain browser and an exam of every type of question, everything in memory. */
export interface Student {
  deps: TestDeps;
  browser: PlainBrowser;
  /** What the Testing Centre told the log. */
  faults: unknown[];
  /** Another front to the same data. */
  centre(secureCookies?: boolean): Hono;
  newestCode(): Promise<string>;
  /** In by link and code, to the page that says why. */
  signIn(who?: PlainBrowser): Promise<Visited>;
  /** Signed in, declared and begun: the first question. */
  start(who?: PlainBrowser): Promise<Visited>;
  /** From the first question to the review page, all answered right. */
  answerAll(firstQuestion: Visited): Promise<Visited>;
  examStatus(): Promise<string | undefined>;
  answers(): Promise<object>;
}

export async function aStudent(scenario: ExamScenario = {}): Promise<Student> {
  const deps = createTestDeps();
  await seedExam(deps, scenario);
  const faults: unknown[] = [];
  const centre = (secureCookies = false) =>
    createTestingCentre({
      deps,
      assets: assetsFrom('body{}', 'export {}'),
      secureCookies,
      clientAddress: () => '192.0.2.1',
      onFault: (error) => faults.push(error),
    });
  const browser = plainBrowser(centre());

  const newestCode = async (): Promise<string> => {
    const mails = (await deps.repository.query('mail', 'all', { partition: 'all' })).items;
    return mails.flatMap(({ text }) => /code: ([0-9A-Z]+)/.exec(text)?.[1] ?? []).at(-1) ?? '';
  };
  const signIn = async (who = browser): Promise<Visited> => {
    const codePage = await who.submit(await who.get('/exam/exam1'), '/code');
    return who.submit(codePage, '/session', { code: await newestCode() });
  };
  return {
    deps,
    browser,
    faults,
    centre,
    newestCode,
    signIn,
    async start(who = browser) {
      await signIn(who);
      return who.submit(await who.get('/exam/exam1/start'), '/start', { 'own-work': 'yes' });
    },
    async answerAll(firstQuestion) {
      let at = firstQuestion;
      for (const position of rightAnswers.keys())
        at = await browser.submit(at, `/question/${position + 1}`, rightFields(position), 'next');
      return at;
    },
    examStatus: async () => (await deps.repository.get('exam', 'exam1'))?.status,
    answers: async () => (await deps.repository.get('answerSheet', 'exam1'))?.answers ?? {},
  };
}

/** The right answer to a question of the scenario as fields of its form. */
export function rightFields(position: number): Record<string, string | string[]> {
  const answer = rightAnswers[position] as Record<string, unknown>;
  if ('pairs' in answer)
    return Object.fromEntries(
      Object.entries(answer.pairs as Record<string, string>).map(([prompt, choice]) => [`pairs.${prompt}`, choice]),
    );
  return answer as Record<string, string | string[]>;
}
