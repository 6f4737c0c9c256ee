import type { Scheduled } from '../exam/exam.ts';
import type { Incident } from '../incident/incident.ts';
import { defaultPolicy, examPolicy } from '../policy/policy.ts';
import type { DrawnQuestion, Question } from '../question-bank/question.ts';
import type { DrawnOrder } from '../question-bank/question-kind.ts';
import { drawOrder } from '../question-bank/question-types.ts';
import { seedBank } from './bank.ts';
import { anIncident, aScheduledExam } from './fixtures.ts';
import type { TestDeps } from './test-deps.ts';

const base = (id: string, topic: string) => ({
  id,
  version: 1,
  topic,
  difficulty: 1 as const,
  pool: 'exam' as const,
  feedback: `SECRET feedback of ${id}`,
  source: `SECRET source of ${id}`,
  status: 'active' as const,
});

/** One question of every type; whatever must not reach a browser holds the word SECRET or is an id of the bank. */
export const oneOfEach: readonly Question[] = [
  {
    ...base('q-single', 'quoting'),
    type: 'single-choice',
    stem: 'Which of these needs *quotation marks*?',
    options: [
      { id: 'key-words', text: 'Words taken from a source & used as they are' },
      { id: 'own-words', text: 'Words of your own' },
      { id: 'own-list', text: 'A list of your own' },
    ],
    correct: 'key-words',
  },
  {
    ...base('q-multiple', 'paraphrasing'),
    type: 'multiple-response',
    stem: 'Which of these belong to a good paraphrase?',
    options: [
      { id: 'key-credit', text: 'Credit to the source' },
      { id: 'key-structure', text: 'A sentence of your own making' },
      { id: 'synonyms', text: 'Every second word replaced' },
      { id: 'no-source', text: 'No source, since the words are yours' },
    ],
    correct: ['key-credit', 'key-structure'],
  },
  {
    ...base('q-true-false', 'collusion'),
    type: 'true-false',
    stem: 'Handing in a friend’s text as yours is collusion.',
    correct: true,
  },
  {
    ...base('q-matching', 'quoting'),
    type: 'matching',
    stem: 'Match each mark with what it says.',
    prompts: [
      { id: 'prompt-ellipsis', text: '…' },
      { id: 'prompt-brackets', text: '[ ]' },
    ],
    choices: [
      { id: 'key-left-out', text: 'Something was left out' },
      { id: 'key-added', text: 'Something was added' },
      { id: 'neither', text: 'Something was shouted' },
    ],
    correct: { 'prompt-ellipsis': 'key-left-out', 'prompt-brackets': 'key-added' },
  },
  {
    ...base('q-numerical', 'quoting'),
    type: 'numerical',
    stem: 'From how many words on does APA set a quotation as a block?',
    value: 40,
    tolerance: 0,
    unit: 'words',
  },
  {
    ...base('q-short', 'paraphrasing'),
    type: 'short-answer',
    stem: 'Which Latin abbreviation stands for the other authors?',
    accepted: ['et al.', 'SECRET alternative'],
  },
];

const inOrder: DrawnQuestion[] = oneOfEach.map((question) => ({
  questionId: question.id,
  version: question.version,
  order: drawOrder(question, () => 0),
}));

/** Answers that earn full marks, by position, as a browser would send them. */
export const rightAnswers: readonly unknown[] = oneOfEach.map((question, position) =>
  rightAnswer(question, inOrder[position]?.order ?? {}),
);

function rightAnswer(question: Question, order: DrawnOrder): unknown {
  const value = (ids: readonly string[] | undefined, id: string): string => String((ids ?? []).indexOf(id) + 1);
  switch (question.type) {
    case 'single-choice':
      return { choice: value(order.options, question.correct) };
    case 'multiple-response':
      return { choices: question.correct.map((id) => value(order.options, id)) };
    case 'true-false':
      return { value: String(question.correct) };
    case 'matching':
      return {
        pairs: Object.fromEntries(
          Object.entries(question.correct).map(([prompt, choice]) => [
            value(order.prompts, prompt),
            value(order.choices, choice),
          ]),
        ),
      };
    case 'numerical':
      return { value: String(question.value) };
    case 'short-answer':
      return { text: 'Et al' };
  }
}

export interface ExamScenario {
  exam?: Partial<Scheduled>;
  incident?: Partial<Extract<Incident, { status: 'exam-open' }>>;
  /** Minutes; absent: no limit. */
  timeLimitMinutes?: number;
}

/** Stores an incident whose invited student has an exam with {@link oneOfEach} to sit: ids `incident1` and `exam1`. */
export async function seedExam(deps: TestDeps, scenario: ExamScenario = {}): Promise<void> {
  const policy = examPolicy({
    ...defaultPolicy,
    questionCount: oneOfEach.length,
    timeLimitMinutes: scenario.timeLimitMinutes ?? null,
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: 'test',
  });
  await seedBank(deps.repository, oneOfEach);
  await deps.repository.commit([
    { type: 'put', kind: 'incident', item: anIncident({ status: 'exam-open', ...scenario.incident }), expected: null },
    {
      type: 'put',
      kind: 'exam',
      expected: null,
      item: aScheduledExam({
        policy,
        drawn: inOrder,
        invitation: { mailId: 'invitation:exam1', status: 'accepted', at: '2026-11-22T02:00:00.000Z' },
        waiting: { taskToken: 'TOKEN-of-the-task', recordedAt: '2026-11-22T02:00:00.000Z' },
        ...scenario.exam,
      }),
    },
  ]);
}
