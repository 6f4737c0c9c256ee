import { describe, expect, test } from 'vitest';
import { draftOf, requestOf } from './draft.ts';

const policy = {
  number: 3,
  passMarkPercent: 70,
  attempts: 3,
  days: 7,
  questionCount: 20,
  reminderDaysBefore: [3, 1],
  appealDays: 10,
  retentionMonths: 24,
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'Ada',
};

describe('requestOf', () => {
  test('gives back a policy that was not changed', () => {
    const { number, createdAt, createdBy, ...rules } = policy;
    expect(requestOf({ ...draftOf(policy), why: 'Yearly review' })).toEqual({
      request: { ...rules, why: 'Yearly review' },
    });
  });

  test('sorts reminders, largest first, each once', () => {
    const made = requestOf({ ...draftOf(policy), reminderDaysBefore: '1, 5,3, 1', why: 'x' });
    expect(made).toMatchObject({ request: { reminderDaysBefore: [5, 3, 1] } });
  });

  test('takes an empty time limit for none', () => {
    const made = requestOf({ ...draftOf({ ...policy, timeLimitMinutes: 40 }), timeLimitMinutes: ' ', why: 'x' });
    expect(made).not.toHaveProperty('request.timeLimitMinutes');
    expect(made).toHaveProperty('request');
  });

  test('names every field in which there is no number, and a missing reason', () => {
    const made = requestOf({ ...draftOf(policy), attempts: 'three', reminderDaysBefore: '3; 1', days: '' });
    expect(made).toEqual({
      wrong: {
        attempts: 'Enter a whole number.',
        days: 'Enter a whole number.',
        reminderDaysBefore: 'Enter whole numbers, separated by commas.',
        why: 'Say why the policy changes.',
      },
    });
  });
});
