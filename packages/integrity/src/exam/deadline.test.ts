import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { aScheduledExam } from '../testing/fixtures.ts';
import {
  deadlineAfter,
  deadlineDate,
  deadlineDayWords,
  deadlineOn,
  deadlineWords,
  dueReminder,
  isHeld,
  isPast,
  LOOK_AGAIN_SECONDS,
  lastDayStartMs,
  laterByDays,
  nextMomentMs,
  reminderMs,
  waitSeconds,
} from './deadline.ts';
import type { Scheduled } from './exam.ts';

const sydney = 'Australia/Sydney';
const zones = [
  'Australia/Sydney',
  'Europe/London',
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Cairo',
  'Asia/Beirut',
  'UTC',
];
const zonesThatChangeAtMidnight = [
  'America/Asuncion',
  'America/Havana',
  'America/Santiago',
  'Asia/Amman',
  'Asia/Gaza',
  'Asia/Tehran',
  'Atlantic/Azores',
];
const anInstant = fc.integer({ min: Date.parse('2020-01-01T00:00:00Z'), max: Date.parse('2045-01-01T00:00:00Z') });
const aZone = fc.constantFrom(...zones);
const local = (atMs: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);

const accepted = { mailId: 'm', status: 'accepted', at: '2026-11-22T02:00:00.000Z' } as const;
const anExam = (given: Partial<Scheduled> = {}): Scheduled => aScheduledExam({ invitation: accepted, ...given });

describe('a deadline', () => {
  it('falls at the end of 23:59 so many days later, in the zone', () => {
    expect(deadlineAfter(Date.parse('2026-11-22T02:00:00Z'), 7, sydney)).toEqual({
      at: '2026-11-29T12:59:59.999Z',
      zone: sydney,
    });
  });

  it('is 23:59 on both sides of a change of clocks', () => {
    // Sydney goes from UTC+10 to UTC+11 on 4 October 2026.
    expect(deadlineOn('2026-10-03', sydney).at).toBe('2026-10-03T13:59:59.999Z');
    expect(deadlineOn('2026-10-04', sydney).at).toBe('2026-10-04T12:59:59.999Z');
    expect(laterByDays(deadlineOn('2026-10-03', sydney), 1)).toEqual(deadlineOn('2026-10-04', sydney));
  });

  it('counts the days of the zone, not of UTC', () => {
    // 22:30 in Sydney on the 21st is still the 21st; in UTC it is 11:30.
    expect(deadlineDate(deadlineAfter(Date.parse('2026-11-21T13:30:00Z'), 1, sydney))).toBe('2026-11-23');
  });

  it('includes all of its last minute and nothing after', () => {
    const deadline = deadlineOn('2026-12-11', sydney);
    expect(isPast(deadline, Date.parse('2026-12-11T12:59:59.999Z'))).toBe(false);
    expect(isPast(deadline, Date.parse('2026-12-11T13:00:00.000Z'))).toBe(true);
  });

  it('is the last millisecond of its day in every zone, whatever the clocks do', () => {
    fc.assert(
      fc.property(anInstant, fc.integer({ min: 0, max: 60 }), aZone, (fromMs, days, zone) => {
        const atMs = Date.parse(deadlineAfter(fromMs, days, zone).at);
        const wanted = local(fromMs, zone).toPlainDate().add({ days });
        expect(local(atMs, zone).toPlainDate().toString()).toBe(wanted.toString());
        expect(
          local(atMs + 1, zone)
            .toPlainDate()
            .toString(),
        ).toBe(wanted.add({ days: 1 }).toString());
      }),
    );
  });

  it('is in the second 23:59 of a day that has two', () => {
    // Cairo goes back from 24:00 to 23:00 on 29 October 2026, from UTC+3 to UTC+2.
    expect(deadlineOn('2026-10-29', 'Africa/Cairo').at).toBe('2026-10-29T21:59:59.999Z');
    expect(deadlineOn('2026-10-30', 'Africa/Cairo').at).toBe('2026-10-30T21:59:59.999Z');
  });

  it.each([...zones, ...zonesThatChangeAtMidnight])(
    'is the last millisecond of a day on which clocks change in %s',
    (zone) => {
      const end = Temporal.Instant.from('2045-01-01T00:00:00Z');
      let change = Temporal.Instant.from('2020-01-01T00:00:00Z').toZonedDateTimeISO(zone).getTimeZoneTransition('next');
      for (
        ;
        change && Temporal.Instant.compare(change.toInstant(), end) < 0;
        change = change.getTimeZoneTransition('next')
      )
        for (const days of [-1, 0, 1]) {
          const date = change.toPlainDate().add({ days });
          const atMs = Date.parse(deadlineOn(date.toString(), zone).at);
          const dates = [atMs, atMs + 1].map((ms) => local(ms, zone).toPlainDate().toString());
          expect(dates).toEqual([date.toString(), date.add({ days: 1 }).toString()]);
        }
    },
  );

  it('moves by whole days and comes back to the same day', () => {
    fc.assert(
      fc.property(anInstant, fc.integer({ min: 0, max: 400 }), aZone, (fromMs, days, zone) => {
        const deadline = deadlineAfter(fromMs, 3, zone);
        expect(laterByDays(deadline, days)).toEqual(deadlineAfter(fromMs, 3 + days, zone));
      }),
    );
  });

  it('has a last day that begins at its midnight', () => {
    expect(new Date(lastDayStartMs(deadlineOn('2026-10-04', sydney))).toISOString()).toBe('2026-10-03T14:00:00.000Z');
  });
});

describe('the words of a deadline', () => {
  it('name day, date, time and zone', () => {
    expect(deadlineWords(deadlineOn('2026-12-11', sydney))).toBe('Friday 11 December 2026, 23:59 Sydney time');
    expect(deadlineWords(deadlineOn('2026-03-01', 'America/New_York'))).toBe(
      'Sunday 1 March 2026, 23:59 New York time',
    );
    expect(deadlineWords(deadlineOn('2026-03-01', 'UTC'))).toBe('Sunday 1 March 2026, 23:59 UTC');
  });

  it('shorten to the day for a subject', () => {
    expect(deadlineDayWords(deadlineOn('2026-12-11', sydney))).toBe('11 December');
  });
});

describe('reminders', () => {
  const exam = anExam();
  const at = (text: string) => Date.parse(text);

  it('go out in the morning of their day', () => {
    expect(new Date(reminderMs(exam.deadline, 3)).toISOString()).toBe('2026-11-25T22:00:00.000Z');
  });

  it('are due from their moment on, once', () => {
    expect(dueReminder(exam, at('2026-11-25T21:59:59.999Z'))).toBeUndefined();
    expect(dueReminder(exam, at('2026-11-25T22:00:00.000Z'))).toEqual({ daysBefore: 3, settles: [3] });
    expect(dueReminder({ ...exam, remindersSent: [3] }, at('2026-11-26T00:00:00.000Z'))).toBeUndefined();
  });

  it('that were missed become one mail', () => {
    expect(dueReminder(exam, at('2026-11-28T00:00:00.000Z'))).toEqual({ daysBefore: 1, settles: [3, 1] });
  });

  it('are not sent after the deadline, before the invitation arrived, or for a moment before the exam was scheduled', () => {
    expect(dueReminder(exam, at('2026-11-29T13:00:00.000Z'))).toBeUndefined();
    expect(dueReminder(aScheduledExam(), at('2026-11-28T00:00:00.000Z'))).toBeUndefined();
    expect(dueReminder({ ...exam, scheduledAt: '2026-11-28T23:00:00.000Z' }, at('2026-11-29T00:00:00.000Z'))).toBe(
      undefined,
    );
  });
});

describe('the next moment', () => {
  const steps = (exam: Scheduled, fromMs: number): number[] => {
    const moments: number[] = [];
    for (let nowMs = fromMs; !isPast(exam.deadline, nowMs); ) {
      nowMs = nextMomentMs(exam, nowMs);
      moments.push(nowMs);
    }
    return moments;
  };

  it('runs through the reminders to the end of the deadline', () => {
    expect(steps(anExam(), Date.parse('2026-11-22T02:00:00Z')).map((ms) => new Date(ms).toISOString())).toEqual([
      '2026-11-25T22:00:00.000Z',
      '2026-11-27T22:00:00.000Z',
      '2026-11-29T13:00:00.000Z',
    ]);
  });

  it('always lies ahead and never after the deadline', () => {
    fc.assert(
      fc.property(
        anInstant,
        fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 5 }),
        aZone,
        (nowMs, reminderDaysBefore, zone) => {
          const exam = anExam({
            deadline: deadlineAfter(nowMs, 9, zone),
            scheduledAt: new Date(nowMs).toISOString(),
            policy: { ...anExam().policy, reminderDaysBefore },
          });
          const moments = steps(exam, nowMs);
          expect(moments.every((ms) => ms > nowMs)).toBe(true);
          expect(moments.at(-1)).toBe(Date.parse(exam.deadline.at) + 1);
          expect(moments.length).toBeLessThanOrEqual(reminderDaysBefore.length + 1);
        },
      ),
    );
  });

  it('is waited for in whole seconds, at least one, and is there when they are over', () => {
    fc.assert(
      fc.property(anInstant, fc.integer({ min: 0, max: 30 * 86_400_000 }), aZone, (fromMs, laterMs, zone) => {
        const exam = anExam({ deadline: deadlineAfter(fromMs, 9, zone), scheduledAt: new Date(fromMs).toISOString() });
        const nowMs = fromMs + laterMs;
        const seconds = waitSeconds(exam, nowMs);
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(1);
        if (!isPast(exam.deadline, nowMs)) {
          expect(nowMs + seconds * 1000).toBeGreaterThanOrEqual(nextMomentMs(exam, nowMs));
        }
      }),
    );
  });
});

describe('a held deadline', () => {
  it('is one with an open request, or whose invitation has not arrived', () => {
    expect(isHeld(anExam())).toBe(false);
    expect(isHeld(anExam({ openRequests: ['r'] }))).toBe(true);
    expect(isHeld(aScheduledExam())).toBe(true);
    expect(isHeld(anExam({ invitation: { ...accepted, status: 'bounced' } }))).toBe(true);
  });

  it('is looked at again in a day', () => {
    const late = Date.parse('2026-11-30T00:00:00Z');
    expect(waitSeconds(anExam({ openRequests: ['r'] }), late)).toBe(LOOK_AGAIN_SECONDS);
    expect(waitSeconds(anExam(), late)).toBe(1);
  });
});
