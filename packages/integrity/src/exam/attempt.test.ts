import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aScheduledExam } from '../testing/fixtures.ts';
import { adjustAttempt, closingDue, moveDeadline, startAttempt, timeLimitMinutes } from './attempt.ts';
import { laterByDays } from './deadline.ts';
import type { Scheduled, Started } from './exam.ts';

const accepted = { mailId: 'm', status: 'accepted', at: '2026-11-22T02:00:00.000Z' } as const;
const limited = (minutes: number | null, given: Partial<Scheduled> = {}): Scheduled => {
  const exam = aScheduledExam({ invitation: accepted, ...given });
  return { ...exam, policy: { ...exam.policy, timeLimitMinutes: minutes } };
};
const at = (iso: string) => ({ workflowMs: Date.parse(iso), realMs: Date.parse(iso) });
const startedAt = '2026-11-25T01:00:00.000Z';
const due = (exam: Started | Scheduled, iso: string) => closingDue(exam, at(iso));

describe('an attempt', () => {
  it('ends at its time limit, or at the deadline if that is earlier', () => {
    expect(startAttempt(limited(60), at(startedAt)).endsAt).toBe('2026-11-25T02:00:00.000Z');
    expect(startAttempt(limited(60), at('2026-11-29T12:30:00.000Z')).endsAt).toBe('2026-11-29T12:59:59.999Z');
    expect(startAttempt(limited(null), at(startedAt)).endsAt).toBe('2026-11-29T12:59:59.999Z');
  });

  it('is due at its end, by what came first', () => {
    const short = startAttempt(limited(60), at(startedAt));
    expect(due(short, '2026-11-25T01:59:59.999Z')).toBeUndefined();
    expect(due(short, '2026-11-25T02:00:00.000Z')).toBe('time-limit');
    // Looked at long after both were over.
    expect(due(short, '2026-12-20T00:00:00.000Z')).toBe('time-limit');
    const late = startAttempt(limited(60), at('2026-11-29T12:30:00.000Z'));
    expect(due(late, '2026-11-29T13:00:00.000Z')).toBe('deadline');
    expect(due(late, '2026-12-20T00:00:00.000Z')).toBe('deadline');
  });

  it('that nobody started is due at the deadline alone', () => {
    expect(due(limited(60), '2026-11-29T12:59:59.999Z')).toBeUndefined();
    expect(due(limited(60), '2026-11-29T13:00:00.000Z')).toBe('deadline');
  });

  it('is not due at a deadline that is held, but at its time limit all the same', () => {
    const held = { openRequests: ['r1'] };
    expect(due(limited(null, held), '2026-12-20T00:00:00.000Z')).toBeUndefined();
    expect(due(limited(null, { invitation: { ...accepted, status: 'queued' } }), '2026-12-20T00:00:00.000Z')).toBe(
      undefined,
    );
    expect(due(startAttempt(limited(60, held), at(startedAt)), '2026-12-20T00:00:00.000Z')).toBe('time-limit');
  });

  it('keeps its time limit in real time while the workflow clock runs ahead', () => {
    const exam = startAttempt(limited(60), { workflowMs: Date.parse(startedAt), realMs: 0 });
    expect(closingDue(exam, { workflowMs: Date.parse('2026-11-28T00:00:00Z'), realMs: 59 * 60_000 })).toBeUndefined();
    expect(closingDue(exam, { workflowMs: Date.parse('2026-11-28T00:00:00Z'), realMs: 60 * 60_000 })).toBe(
      'time-limit',
    );
  });

  it('gets extra time and breaks in the middle, and more time with a later deadline', () => {
    const exam = startAttempt(limited(60), at('2026-11-29T12:30:00.000Z'));
    const adjusted = adjustAttempt(exam, { extraTimePercent: 50, breakMinutes: 10 });
    expect(timeLimitMinutes(adjusted)).toBe(100);
    expect(adjusted).toMatchObject({ endsAt: '2026-11-29T12:59:59.999Z' });
    const moved = moveDeadline(adjusted, laterByDays(exam.deadline, 1), Date.parse('2026-11-29T12:40:00Z'));
    expect(moved).toMatchObject({ endsAt: '2026-11-29T14:10:00.000Z' });
  });

  it('never ends later than its deadline, nor earlier for more extra time', () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 1, max: 600 })),
        fc.integer({ min: 0, max: 7 * 86_400_000 }),
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 120 }),
        (minutes, afterMs, extraTimePercent, breakMinutes) => {
          const exam = limited(minutes);
          const startMs = Date.parse(exam.scheduledAt) + afterMs;
          const started = startAttempt(exam, { workflowMs: startMs, realMs: startMs });
          const longer = adjustAttempt(started, { extraTimePercent, breakMinutes }) as Started;
          expect(started.endsAt <= exam.deadline.at).toBe(true);
          expect(longer.endsAt <= exam.deadline.at).toBe(true);
          expect(longer.endsAt >= started.endsAt).toBe(true);
        },
      ),
    );
  });
});

describe('moveDeadline', () => {
  const exam = limited(null, { remindersSent: [3, 1] });

  it('lets reminders that lie ahead of the new deadline go out again', () => {
    const moved = moveDeadline(exam, laterByDays(exam.deadline, 7), Date.parse('2026-11-29T00:00:00Z'));
    expect(moved.remindersSent).toEqual([]);
  });

  it('settles those whose moment would be past, so that a move brings none at once', () => {
    const moved = moveDeadline(exam, laterByDays(exam.deadline, 2), Date.parse('2026-11-29T00:00:00Z'));
    expect(moved.remindersSent).toEqual([3]);
  });
});
