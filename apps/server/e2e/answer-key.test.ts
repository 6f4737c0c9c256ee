import type { Question } from '@resit/integrity/question-bank/question';
import { questionKey } from '@resit/integrity/question-bank/question';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Received } from './support/browser.ts';
import { decode } from './support/browser.ts';
import { fieldsOf, rightAnswers } from './support/chromium-student.ts';
import { report } from './support/incidents.ts';
import { examOf } from './support/outbox.ts';
import { Student } from './support/student.ts';
import { startTestHost, type TestHost } from './support/test-host.ts';

/** So many questions an exam that a few exams draw the whole bank. */
const QUESTIONS = 48;
let test: TestHost;
beforeAll(async () => {
  test = await startTestHost();
  const { repository } = test.host.deps;
  const policy = await repository.get('policy', '1');
  if (!policy) throw new Error('There is no policy.');
  const item = { ...policy, id: '2', number: 2, questionCount: QUESTIONS };
  await repository.commit([{ type: 'put', kind: 'policy', item, expected: null }]);
});
afterAll(() => test.stop());

/** The same question with everything different that a student must not know. */
function withAnotherKey(question: Question): Question {
  const hidden = { feedback: 'Another feedback.', source: 'Another source.', topic: 'another', difficulty: 3 } as const;
  switch (question.type) {
    case 'single-choice': {
      const correct = question.options.find(({ id }) => id !== question.correct)?.id ?? '';
      return { ...question, ...hidden, correct };
    }
    case 'multiple-response': {
      const correct = question.options.map(({ id }) => id).filter((id) => !question.correct.includes(id));
      return { ...question, ...hidden, correct };
    }
    case 'true-false':
      return { ...question, ...hidden, correct: !question.correct };
    case 'matching': {
      const pairs = Object.entries(question.correct);
      const correct = Object.fromEntries(pairs.map(([prompt], index) => [prompt, pairs.at(index - 1)?.[1] ?? '']));
      return { ...question, ...hidden, correct };
    }
    case 'numerical':
      return { ...question, ...hidden, value: question.value + 17, tolerance: 3 };
    case 'short-answer':
      return { ...question, ...hidden, accepted: ['something else', 'quite another word'] };
  }
}

/** Words alone: without tags, entities, Markdown and differences of space. */
const words = (text: string): string =>
  decode(text.replace(/<[^>]*>/gu, ' '))
    .replace(/[*_`[\]()“”"'’‘\\]/gu, '')
    .replace(/\s+/gu, ' ')
    .toLowerCase();

/** The time that is left is all that may differ from one answer to the next. */
const timeless = (json: string): string => json.replace(/"endsInMs":\d+/u, '"endsInMs":0');

const sentences = (text: string): string[] =>
  words(text)
    .split(/(?<=[.!?:;]) /u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length >= 25);

/** All that a student is meant to read of a question. */
const shown = (question: Question): string =>
  words(
    [
      question.stem,
      ...('options' in question ? question.options.map(({ text }) => text) : []),
      ...('prompts' in question ? [...question.prompts, ...question.choices].map(({ text }) => text) : []),
    ].join(' '),
  );

async function bank(): Promise<Question[]> {
  const { items } = await test.host.deps.repository.query('question', 'newest', { partition: 'all', limit: 1000 });
  return items.map(({ question }) => question);
}

it('sends a student nothing that depends on the key, nor any of its words, before the attempt is over', async () => {
  const staff = await test.administrator();
  const { repository } = test.host.deps;
  const questions = await bank();
  const asked = questions.filter(({ pool, status }) => pool === 'exam' && status === 'active');
  const seen = new Set<string>();
  const received: Received[] = [];
  let student: Student | undefined;

  for (let round = 0; round < 12 && seen.size < asked.length; round += 1) {
    const exam = await examOf(test.host.deps, await report(staff), 1);
    const fresh = exam.drawn.map(({ questionId }) => !seen.has(questionId));
    if (!fresh.includes(true)) continue;
    student = new Student(test, exam.id);
    const { browser, path } = student;
    browser.onReceived = (one) => received.push(one);
    const landing = await student.enter();
    for (const [, asset = ''] of landing.text.matchAll(/(?:href|src)="(\/exam-assets\/[^"]+)"/gu))
      await browser.get(asset);
    await student.start();
    const answers = await rightAnswers(test.host.deps, exam.id);
    for (const [position, drawn] of exam.drawn.entries()) {
      if (!fresh[position]) continue;
      seen.add(drawn.questionId);
      const record = await repository.get('question', questionKey(drawn.questionId, drawn.version));
      const answer = answers[position];
      if (!record || !answer) throw new Error(`Question ${drawn.questionId} is not in the repository.`);
      const address = `${path}/question/${position + 1}`;
      const json = { accept: 'application/json' };
      const saved = await browser.post(address, fieldsOf(answer), json);
      await repository.commit([
        { type: 'put', kind: 'question', item: { ...record, question: withAnotherKey(record.question) } },
      ]);
      const savedWrongly = await browser.post(address, fieldsOf(answer), json);
      const answered = await browser.get(address);
      await repository.commit([{ type: 'put', kind: 'question', item: record }]);
      const answeredRightly = await browser.get(address);
      expect(answered.text).toContain(`Question ${position + 1} of ${QUESTIONS}`);
      expect(timeless(savedWrongly.text)).toBe(timeless(saved.text));
      expect(answered.text).toBe(answeredRightly.text);
    }
    for (const rest of ['/review', '/about', '/more-time', '/mistake', '/result', '/deadline.ics', '/start', '/code'])
      await browser.get(`${path}${rest}`);
    await browser.post(`${path}/question/1`, {
      value: 'no number',
      text: 'x'.repeat(500),
      choice: '99',
      choices: '99',
    });
  }
  expect(seen.size).toBe(asked.length);
  expect(new Set(asked.map(({ type }) => type)).size).toBe(6);

  const lines = received.flatMap(({ url, headers, body }) => `${url}\n${headers}\n${body}`.split(/(?<=<\/\w+>|\n)/u));
  const all = [...new Set(lines)].join('\n');
  const read = words(all);
  const meant = questions.map(shown).join(' ');
  expect(received.filter(({ url }) => url.includes('/exam-assets/')).length).toBeGreaterThanOrEqual(2);
  expect(read).toContain(words(asked[0]?.stem ?? '').trim());
  for (const { id, feedback, source } of questions) {
    expect([id, all.includes(id)]).toEqual([id, false]);
    const leaked = [...sentences(feedback), ...sentences(source)].filter(
      (sentence) => read.includes(sentence) && !meant.includes(sentence),
    );
    expect([id, leaked]).toEqual([id, []]);
  }

  // Afterwards the student learns the score and what to study, and still not which option was right.
  if (!student) throw new Error('Nobody sat an exam.');
  const result = words((await student.submit()).text);
  expect(result).toContain('70 %');
  for (const question of asked) {
    expect(result).not.toContain(words(question.stem).trim());
    for (const sentence of sentences(question.feedback)) expect(result).not.toContain(sentence);
  }
});

it('has no key in anything that is served to whoever asks', async () => {
  const questions = await bank();
  const pages: string[] = [];
  const queue = ['/', '/admin/', '/health', '/exam/none', '/practice'];
  const fetched = new Set<string>();
  for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
    if (fetched.has(address)) continue;
    fetched.add(address);
    const response = await fetch(`${test.origin}${address}`);
    const text = await response.text();
    pages.push(text);
    for (const [, next = ''] of text.matchAll(/["'(]((?:\/|\.\/)?(?:admin\/|exam-)?assets\/[\w./-]+\.(?:js|css))/gu))
      queue.push(next.startsWith('/') ? next : `/admin/${next.replace(/^\.\//u, '')}`);
  }
  const all = pages.join('\n');
  expect(fetched.size).toBeGreaterThan(7);
  for (const { id, feedback, pool } of questions.filter((question) => question.pool === 'exam')) {
    expect([id, pool, pages.some((page) => page.includes(id))]).toEqual([id, pool, false]);
    for (const sentence of sentences(feedback)) expect(all).not.toContain(sentence);
  }
});
