import { describe, expect, it } from 'vitest';
import { checkBank, currentQuestions, examQuestions, parseQuestions, practiceQuestions } from './bank.ts';
import type { Question } from './question.ts';
import type { Topic } from './topic.ts';
import { defaultBlueprint, topicsSchema } from './topic.ts';

const question = (id: string, change: Partial<Question> = {}): Question =>
  ({
    id,
    version: 1,
    topic: 'quoting',
    difficulty: 1,
    pool: 'exam',
    stem: `Stem of ${id}`,
    feedback: 'Because.',
    source: 'A guide',
    status: 'active',
    type: 'single-choice',
    options: ['a', 'b', 'c', 'd'].map((option) => ({ id: option, text: option })),
    correct: 'a',
    ...change,
  }) as Question;

const statement = (id: string): Question => question(id, { type: 'true-false', correct: true } as Partial<Question>);

const topic = (id: string, weight: number): Topic => ({
  id,
  title: id,
  summary: 'What to know.',
  weight,
  links: [{ title: 'A guide', url: 'https://example.edu/guide' }],
});

const topics = [topic('quoting', 1)];

const check = (questions: readonly Question[], count = 2, attempts = 1) =>
  checkBank({ questions, topics, blueprint: defaultBlueprint(topics), count, attempts });

const many = (count: number) => Array.from({ length: count }, (_, index) => question(`q${index}`));

describe('checkBank', () => {
  it('finds nothing wrong with a sound bank', () => {
    expect(check(many(6), 2, 3)).toEqual({ errors: [], warnings: [] });
  });

  it('finds a version that exists twice', () => {
    expect(check([...many(2), question('q0')]).errors).toEqual([
      { questionId: 'q0', field: 'version', message: 'Version 1 exists twice' },
    ]);
  });

  it('finds a question that changes its pool', () => {
    const { errors } = check([...many(3), question('q0', { version: 2, pool: 'practice' })]);
    expect(errors).toEqual([{ questionId: 'q0', field: 'pool', message: 'A question cannot change its pool' }]);
  });

  it('finds a question asked under two ids, also across the pools', () => {
    const { errors } = check([
      ...many(2),
      question('again', { stem: 'stem  of Q0', pool: 'practice', correct: 'd' } as Partial<Question>),
    ]);
    expect(errors).toEqual([{ questionId: 'again', field: 'stem', message: 'Asks the same as the question q0' }]);
  });

  it('finds topics that are not there', () => {
    const { errors } = check([...many(2), question('x', { topic: 'astrology' })]);
    expect(errors).toEqual([{ questionId: 'x', field: 'topic', message: 'There is no topic astrology' }]);
  });

  it('finds topics with too few questions, counting only what can be drawn', () => {
    const { errors } = check([
      question('q0'),
      question('q1', { status: 'retired' }),
      question('q2', { pool: 'practice' }),
    ]);
    expect(errors.map(({ field, message }) => `${field}: ${message}`)).toEqual([
      'blueprint.quoting: An exam of 2 needs 2 questions on quoting; the bank has 1',
    ]);
  });

  it('finds a bank that fills an exam only with too many true/false questions', () => {
    const { errors } = check([question('q0'), ...['s0', 's1', 's2'].map(statement)], 4);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toContain('would need 3 true/false questions; at most 0');
  });

  it('warns of a bank in which a student would meet a question again', () => {
    const { errors, warnings } = check(many(5), 2, 3);
    expect(errors).toEqual([]);
    expect(warnings.map(({ message }) => message).join()).toContain('may meet one again within 3 attempts');
  });
});

describe('the pools', () => {
  it('hold the latest versions that are active', () => {
    const all = [
      question('a', { version: 2 }),
      question('a'),
      question('b'),
      question('b', { version: 2, status: 'voided' }),
      question('c', { pool: 'practice' }),
    ];
    expect(currentQuestions(all)).toHaveLength(3);
    expect(examQuestions(all).map(({ id, version }) => `${id}@${version}`)).toEqual(['a@2']);
    expect(practiceQuestions(all).map(({ id }) => id)).toEqual(['c']);
  });
});

describe('parseQuestions', () => {
  it('keeps the good questions and names the bad ones with the field that is wrong', () => {
    const { questions, errors } = parseQuestions([question('q0'), { ...question('q1'), stem: '' }, 'nonsense']);
    expect(questions.map(({ id }) => id)).toEqual(['q0']);
    expect(errors.map(({ questionId, field }) => `${questionId} ${field}`)).toEqual(['q1 stem', '#3 question']);
  });
});

describe('topics', () => {
  it('need an id of their own and a secure link', () => {
    expect(topicsSchema.safeParse([topic('a', 1), topic('a', 2)]).success).toBe(false);
    expect(
      topicsSchema.safeParse([{ ...topic('a', 1), links: [{ title: 'x', url: 'javascript:alert(1)' }] }]).success,
    ).toBe(false);
    expect(topicsSchema.safeParse([topic('a', 1)]).success).toBe(true);
  });
});
