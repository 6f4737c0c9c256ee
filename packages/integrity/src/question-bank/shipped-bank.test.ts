import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawExam } from '../exam/drawing.ts';
import { seededRandom } from '../exam/seeded-random.ts';
import { defaultPolicy } from '../policy/policy.ts';
import { checkBank, examQuestions, parseQuestions, practiceQuestions } from './bank.ts';
import { checkGuessing } from './guessing.ts';
import type { Question } from './question.ts';
import { correctAnswer, creditUnits } from './question-types.ts';
import { defaultBlueprint, topicsSchema } from './topic.ts';
import { normaliseText } from './types/short-answer.ts';

const folder = new URL('../../../../workflow/question-bank/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'topics.json');
const topics = topicsSchema.parse(read('topics.json'));
const { questions, errors } = parseQuestions(files.flatMap((name) => read(name) as unknown[]));
const exam = examQuestions(questions);
const practice = practiceQuestions(questions);
const blueprint = defaultBlueprint(topics);

const ofType = <T extends Question['type']>(type: T) =>
  questions.filter((question): question is Extract<Question, { type: T }> => question.type === type);

const textsOf = (question: Question): string[] => [
  question.stem,
  question.feedback,
  ...('options' in question ? question.options.map(({ text }) => text) : []),
  ...('prompts' in question ? [...question.prompts, ...question.choices].map(({ text }) => text) : []),
];

describe('the shipped question bank', () => {
  it('is valid throughout', () => {
    expect(errors).toEqual([]);
    const { questionCount, attempts } = defaultPolicy;
    expect(checkBank({ questions, topics, blueprint, count: questionCount, attempts })).toEqual({
      errors: [],
      warnings: [],
    });
  });

  it('has enough of everything: at least 110 questions for exams and 24 for practice, some on every topic', () => {
    expect(exam.length).toBeGreaterThanOrEqual(110);
    expect(practice.length).toBeGreaterThanOrEqual(24);
    for (const { id } of topics) {
      expect(exam.filter(({ topic }) => topic === id).length).toBeGreaterThanOrEqual(9);
      expect(practice.filter(({ topic }) => topic === id).length).toBeGreaterThanOrEqual(2);
    }
  });

  it('keeps each topic in the file of its name', () => {
    for (const name of files)
      for (const { topic } of parseQuestions(read(name) as unknown[]).questions) expect(`${topic}.json`).toBe(name);
  });

  it('cannot be passed by guessing', () => {
    expect(checkGuessing(questions, blueprint, defaultPolicy)).toMatchObject({ ok: true });
  });

  it('lasts for the three attempts of one student without a question asked twice', () => {
    const seen = new Set<string>();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const drawn = drawExam({
        questions,
        blueprint,
        count: defaultPolicy.questionCount,
        seed: `attempt-${attempt}`,
        seenQuestionIds: seen,
        exposureCounts: new Map(),
      });
      for (const { questionId } of drawn) {
        expect(seen).not.toContain(questionId);
        seen.add(questionId);
      }
    }
    expect(seen.size).toBe(60);
  });

  it('cannot be beaten by picking the longest or the shortest answer, or one of a fixed place', () => {
    const choices = ofType('single-choice').filter(({ pool }) => pool === 'exam');
    const share = (picks: (question: (typeof choices)[number]) => string | undefined) =>
      choices.filter((question) => picks(question) === question.correct).length / choices.length;
    const byLength = (sign: 1 | -1) => (question: (typeof choices)[number]) =>
      [...question.options].sort((a, b) => sign * (a.text.length - b.text.length))[0]?.id;
    expect(share(byLength(-1))).toBeLessThan(0.32);
    expect(share(byLength(1))).toBeLessThan(0.32);
    for (let place = 0; place < 4; place += 1)
      expect(share((question) => question.options[place]?.id)).toBeLessThan(0.36);
  });

  it('does not give itself away by absolute words, which often betray wrong answers', () => {
    const choices = ofType('single-choice').filter(({ pool }) => pool === 'exam');
    const absolute = /\b(always|never|all|none|every|only|nothing)\b/iu;
    // Options without absolute words must leave a guesser with three candidates or more, on average.
    const left = choices.map(({ options }) => options.filter(({ text }) => !absolute.test(text)).length);
    expect(left.reduce((sum, count) => sum + count, 0) / choices.length).toBeGreaterThan(3);
  });

  it('has true/false questions as often true as false, and few of them', () => {
    const statements = ofType('true-false').filter(({ pool }) => pool === 'exam');
    const trueCount = statements.filter(({ correct }) => correct).length;
    expect(Math.abs(trueCount - statements.length / 2)).toBeLessThanOrEqual(1);
    expect(statements.length).toBeLessThan(exam.length / 10);
  });

  it('has no answers that mean all or none of the others, since their order is drawn', () => {
    for (const question of questions)
      for (const text of textsOf(question))
        expect(text).not.toMatch(/\b(all|none|both|neither) of (the|these) (above|below|others|options|answers)\b/iu);
  });

  it('asks for every right option to be chosen where several are right', () => {
    for (const question of ofType('multiple-response')) {
      expect(question.stem).toContain('Choose all that apply');
      expect(question.options.length - question.correct.length).toBeGreaterThanOrEqual(2);
    }
  });

  it('has one key to each question: another answer earns less', () => {
    for (const question of questions) {
      expect(creditUnits(question, correctAnswer(question))).toBe(2520);
      if (question.type === 'single-choice')
        expect(
          question.options.filter(({ id }) => creditUnits(question, { type: question.type, choice: id }) > 0),
        ).toHaveLength(1);
      if (question.type === 'short-answer')
        expect(new Set(question.accepted.map(normaliseText)).size).toBeGreaterThanOrEqual(2);
    }
  });

  it('reads well on a phone: short stems and options, and feedback that says more than right or wrong', () => {
    for (const question of questions) {
      expect(question.stem.length, question.id).toBeLessThanOrEqual(420);
      expect(question.feedback.length, question.id).toBeGreaterThanOrEqual(40);
      expect(question.feedback.length, question.id).toBeLessThanOrEqual(320);
      if ('options' in question)
        for (const { text } of question.options) expect(text.length, question.id).toBeLessThanOrEqual(130);
    }
  });

  it('makes no live links, which would lead a student out of the exam', () => {
    for (const question of questions)
      for (const text of textsOf(question)) {
        expect(text.replace(/`[^`]*`/gu, '')).not.toMatch(/https?:\/\//u);
        expect(text).not.toMatch(/\]\(/u);
      }
  });

  it('names a source with every question', () => {
    for (const { source } of questions) expect(source).toMatch(/https:\/\/[a-z]/u);
  });

  it('draws every question for exams sooner or later', () => {
    const exposureCounts = new Map<string, number>();
    const randomBelow = seededRandom('students');
    for (let student = 0; student < 60; student += 1)
      for (const { questionId } of drawExam({
        questions,
        blueprint,
        count: defaultPolicy.questionCount,
        seed: `student-${randomBelow(1_000_000)}-${student}`,
        seenQuestionIds: new Set(),
        exposureCounts,
      }))
        exposureCounts.set(questionId, (exposureCounts.get(questionId) ?? 0) + 1);
    expect(exposureCounts.size).toBe(exam.length);
  });
});
