import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawOrder } from '../question-bank/question-types.ts';
import { testQuestions } from '../testing/bank.ts';
import { aScheduledExam } from '../testing/fixtures.ts';
import { startAttempt } from './attempt.ts';
import { closeExam, endExam } from './close-exam.ts';
import type { AnswerSheet } from './exam.ts';
import { examStatusAfter, examTransitions } from './transitions.ts';

const questions = testQuestions(5).slice(0, 10);
const scheduled = aScheduledExam({
  drawn: questions.map((question) => ({
    questionId: question.id,
    version: question.version,
    order: drawOrder(question, () => 0),
  })),
  waiting: { taskToken: 'TOKEN', recordedAt: '2026-11-22T02:00:00.000Z' },
});
const startMs = Date.parse('2026-11-25T01:00:00.000Z');
const started = startAttempt(scheduled, { workflowMs: startMs, realMs: startMs });
const at = '2026-11-25T01:30:00.000Z';
const sheet = (choices: readonly string[]): AnswerSheet => ({
  id: 'exam1',
  version: 1,
  shape: 2,
  answers: Object.fromEntries(
    choices.map((choice, position) => [position, { answer: { type: 'single-choice', choice }, savedAt: at }]),
  ),
  earlier: [],
});
const close = (by: 'student' | 'deadline' | 'time-limit', answers?: AnswerSheet) =>
  closeExam({ exam: started, sheet: answers, questions, by, at });

describe('closeExam', () => {
  it('divides by all questions that were asked, with the pass mark that the exam carries', () => {
    const seven = close('student', sheet(Array(7).fill('right')));
    expect(seven).toMatchObject({ status: 'submitted', marking: { scorePercent: 70, result: 'Pass' } });
    const stricter = { ...started, policy: { ...started.policy, passMarkPercent: 71 } };
    const closed = closeExam({
      exam: stricter,
      sheet: sheet(Array(7).fill('right')),
      questions,
      by: 'student',
      at,
    });
    expect(closed).toMatchObject({ marking: { result: 'Fail' } });
  });

  it('makes a zero that was handed in a fail, and only silence until the deadline an absence', () => {
    expect(close('student')).toMatchObject({ status: 'submitted', marking: { scorePercent: 0, result: 'Fail' } });
    expect(close('time-limit')).toMatchObject({ status: 'submitted', submittedBy: 'time-limit' });
    expect(close('deadline')).toMatchObject({ status: 'did-not-sit', closedAt: at });
    expect(close('deadline', sheet([]))).toMatchObject({ status: 'did-not-sit' });
    expect(close('deadline', sheet(['wrong-a']))).toMatchObject({ status: 'submitted', marking: { result: 'Fail' } });
  });

  it('credits voided questions in full', () => {
    const voided = questions.map((question) => ({ ...question, status: 'voided' as const }));
    expect(closeExam({ exam: started, sheet: undefined, questions: voided, by: 'student', at })).toMatchObject({
      marking: { scorePercent: 100 },
    });
  });

  it('keeps what the exam was and nothing of what ends with the attempt, whoever closes it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('student' as const, 'deadline' as const, 'time-limit' as const),
        fc.array(fc.constantFrom('right', 'wrong-a'), { maxLength: 10 }),
        fc.boolean(),
        (by, choices, wasStarted) => {
          const exam = wasStarted ? started : scheduled;
          const closed = closeExam({ exam, sheet: sheet(choices), questions, by, at });
          const { id, drawn, policy, deadline, attempt, version } = exam;
          expect(closed).toMatchObject({ id, drawn, policy, deadline, attempt, version });
          expect(Object.values(examTransitions[exam.status])).toContain(closed.status);
          for (const gone of ['waiting', 'endsAt', 'startedAtReal']) expect(closed).not.toHaveProperty(gone);
        },
      ),
    );
  });
});

describe('the transitions of an exam', () => {
  it('begin it once and end it once, for good', () => {
    expect(examStatusAfter('scheduled', 'start')).toBe('started');
    expect(examStatusAfter('started', 'start')).toBeUndefined();
    for (const ended of Object.values(examTransitions.started)) expect(examTransitions[ended]).toEqual({});
  });
});

describe('endExam', () => {
  it('ends an attempt without a result', () => {
    const excused = endExam(started, 'excused', at);
    expect(excused).toMatchObject({ status: 'excused', closedAt: at });
    for (const gone of ['waiting', 'endsAt', 'startedAt', 'marking']) expect(excused).not.toHaveProperty(gone);
  });
});
