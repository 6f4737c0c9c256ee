import { describe, expect, test } from 'vitest';
import { dateIn, isDate, plusDays, startOfDay } from './zone.ts';

describe('startOfDay', () => {
  test.each([
    ['2026-12-11', 'Australia/Sydney', '2026-12-10T13:00:00.000Z'],
    ['2026-07-01', 'Australia/Sydney', '2026-06-30T14:00:00.000Z'],
    ['2026-12-11', 'America/New_York', '2026-12-11T05:00:00.000Z'],
    ['2026-12-11', 'UTC', '2026-12-11T00:00:00.000Z'],
    ['2026-10-04', 'Australia/Sydney', '2026-10-03T14:00:00.000Z'],
    // Clocks go from 24:00 to 01:00, and from 01:00 back to 00:00.
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    ['2026-10-05', 'Australia/Sydney', '2026-10-04T13:00:00.000Z'],
  ])('of %s in %s is %s', (date, zone, instant) => {
    expect(startOfDay(date, zone)).toBe(instant);
  });
});

test('dateIn gives the day that people there have', () => {
  expect(dateIn('Australia/Sydney', Date.parse('2026-12-10T13:00:00.000Z'))).toBe('2026-12-11');
  expect(dateIn('America/New_York', Date.parse('2026-12-11T04:59:00.000Z'))).toBe('2026-12-10');
});

test('plusDays crosses months and years', () => {
  expect(plusDays('2026-12-30', 7)).toBe('2027-01-06');
});

test('isDate takes only days that exist', () => {
  expect(['2026-02-28', '2026-02-30', '28.2.2026', '2026-13-01', ''].map(isDate)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
