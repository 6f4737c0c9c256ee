import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, Question } from '../question-bank/question.ts';
import { answeredArbitrary } from '../question-bank/question-arbitraries.ts';
import { correctAnswer } from '../question-bank/question-types.ts';
import type { MarkExamInput } from './marking.ts';
import { markExam } from './marking.ts';

const trueFalse = (id: string, topic = 'quoting'): Question => ({
  id,
  version: 1,
  topic,
  difficulty: 1,
  pool: 'exam',
  stem: 'True?',
  feedback: 'Yes.',
  source: 'A guide',
  status: 'active',
  type: 'true-false',
  correct: true,
});

const multiple = (id: string): Question => ({
  ...trueFalse(id),
  type: 'multiple-response',
  options: ['a', 'b', 'c', 'd'].map((option) => ({ id: option, text: option })),
  correct: ['a', 'b', 'c'],
});

function exam(questions: readonly Question[], answers: readonly (Answer | undefined)[]): MarkExamInput {
  return {
    questions,
    answers: Object.fromEntries(
      answers.flatMap((answer, position) => (answer === undefined ? [] : [[position, { answer }]])),
    ),
    passMarkPercent: 70,
  };
}

const yes: Answer = { type: 'true-false', value: true };
const no: Answer = { type: 'true-false', value: false };

describe('markExam', () => {
  it('divides by the questions drawn, not by those answered', () => {
    const questions = Array.from({ length: 20 }, (_, index) => trueFalse(`q${index}`));
    const marking = markExam(exam(questions, [yes]));
    expect(marking).toMatchObject({ points: 1, maxPoints: 20, scorePercent: 5, result: 'Fail' });
  });

  it('passes at exactly the pass mark and fails one question below it', () => {
    const questions = Array.from({ length: 20 }, (_, index) => trueFalse(`q${index}`));
    const right = (count: number) => Array.from({ length: count }, () => yes);
    expect(markExam(exam(questions, right(14)))).toMatchObject({ scorePercent: 70, result: 'Pass' });
    expect(markExam(exam(questions, right(13)))).toMatchObject({ scorePercent: 65, result: 'Fail' });
  });

  it('adds thirds without loss', () => {
    const questions = ['q0', 'q1', 'q2'].map(multiple);
    const twoThirds: Answer = { type: 'multiple-response', choices: ['a', 'b'] };
    const marking = markExam({ ...exam(questions, [twoThirds, twoThirds, twoThirds]), passMarkPercent: 66 });
    expect(marking).toMatchObject({ points: 2, scorePercent: 66, result: 'Pass' });
    expect(marking.byQuestion.map(({ points }) => points)).toEqual([0.66, 0.66, 0.66]);
    expect(markExam({ ...exam(questions, [twoThirds, twoThirds, twoThirds]), passMarkPercent: 67 }).result).toBe(
      'Fail',
    );
  });

  it('never shows a score at the pass mark for a fail', () => {
    // 2/3 + 1 + 1/3 of 3 questions, and so on: all shares of thirds against every pass mark.
    const shares: Answer[] = [
      { type: 'multiple-response', choices: [] },
      { type: 'multiple-response', choices: ['a'] },
      { type: 'multiple-response', choices: ['a', 'b'] },
      { type: 'multiple-response', choices: ['a', 'b', 'c'] },
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...shares), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 100 }),
        (answers, passMarkPercent) => {
          const questions = answers.map((_, index) => multiple(`q${index}`));
          const marking = markExam({ ...exam(questions, answers), passMarkPercent });
          expect(marking.result === 'Pass').toBe(marking.scorePercent >= passMarkPercent);
        },
      ),
    );
  });

  it('marks an exam without answers as zero and a fail', () => {
    expect(markExam(exam([trueFalse('q0'), trueFalse('q1')], []))).toMatchObject({
      points: 0,
      scorePercent: 0,
      result: 'Fail',
    });
  });

  it('names the topics in which credit was lost, most lost first, and no others', () => {
    const questions = ['citing', 'quoting', 'citing', 'collusion'].map((topic, index) => trueFalse(`q${index}`, topic));
    expect(markExam(exam(questions, [no, no, undefined, yes])).topicsToStudy).toEqual(['citing', 'quoting']);
    expect(markExam(exam(questions, [yes, yes, yes, yes])).topicsToStudy).toEqual([]);
  });

  it('credits a voided question in full to whoever drew it, answered or not', () => {
    const voided = (id: string): Question => ({ ...trueFalse(id), status: 'voided' });
    expect(markExam(exam([voided('q0'), trueFalse('q1'), voided('q2')], [no])).byQuestion).toEqual([
      { points: 1, voided: true },
      { points: 0 },
      { points: 1, voided: true },
    ]);
  });

  it('keeps every law of marking for any questions and answers', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(answeredArbitrary, { minLength: 1, maxLength: 8, selector: ({ question }) => question.id }),
        fc.integer({ min: 1, max: 100 }),
        fc.nat(),
        (answered, passMarkPercent, which) => {
          const questions = answered.map(({ question }) => question);
          const input = {
            ...exam(
              questions,
              answered.map(({ answer }) => answer),
            ),
            passMarkPercent,
          };
          const marking = markExam(input);
          expect(marking.maxPoints).toBe(questions.length);
          expect(marking.points).toBeLessThanOrEqual(marking.maxPoints);
          expect(marking.scorePercent).toBeGreaterThanOrEqual(0);
          expect(marking.scorePercent).toBeLessThanOrEqual(100);
          expect(marking.byQuestion).toHaveLength(questions.length);

          const position = which % questions.length;
          const question = questions[position] as Question;
          const voided = markExam({
            ...input,
            questions: questions.with(position, { ...question, status: 'voided' }),
          });
          expect(voided.scorePercent).toBeGreaterThanOrEqual(marking.scorePercent);
          if (marking.result === 'Pass') expect(voided.result).toBe('Pass');

          const corrected = { ...input.answers, [position]: { answer: correctAnswer(question) } };
          expect(markExam({ ...input, answers: corrected }).points).toBe(voided.points);
          const { [String(position)]: _removed, ...fewer } = input.answers;
          expect(markExam({ ...input, answers: fewer }).points).toBeLessThanOrEqual(marking.points);
        },
      ),
    );
  });
});
