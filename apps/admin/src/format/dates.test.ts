import { describe, expect, test } from 'vitest';
import { duration, exactTime, relativeTime, roughDuration, shortDate } from './dates.ts';

const now = Date.parse('2026-12-08T12:00:00.000Z');

describe('relativeTime', () => {
  test.each([
    ['2026-12-08T12:00:20.000Z', 'in less than a minute'],
    ['2026-12-08T11:59:40.000Z', 'just now'],
    ['2026-12-08T11:55:00.000Z', '5 minutes ago'],
    ['2026-12-08T14:59:00.000Z', 'in 2 hours'],
    ['2026-12-11T12:59:00.000Z', 'in 3 days'],
    ['2026-12-07T11:00:00.000Z', 'yesterday'],
    ['2026-12-16T12:00:00.000Z', 'in 8 days'],
    ['2026-12-29T12:00:00.000Z', 'in 3 weeks'],
    ['2026-09-01T12:00:00.000Z', '3 months ago'],
  ])('says of %s: %s', (instant, words) => {
    expect(relativeTime(instant, now)).toBe(words);
  });
});

test('writes a deadline in the institution’s zone, and names the zone', () => {
  expect(exactTime('2026-12-11T12:59:00.000Z', 'Australia/Sydney')).toBe('Friday 11 December 2026, 23:59 Sydney time');
});

test('does not call UTC a place', () => {
  expect(exactTime('2026-12-11T23:59:59.999Z', 'UTC')).toBe('Friday 11 December 2026, 23:59 UTC');
});

test('keeps a calendar date on its day whatever the zone', () => {
  expect(shortDate('2026-12-11', 'America/Los_Angeles')).toBe('11 Dec 2026');
});

test('roughDuration leaves seconds away once there are minutes', () => {
  expect([59_000, 876_000, 187_200_000].map(roughDuration)).toEqual(['59 s', '14 min', '2 d 4 h']);
});

describe('duration', () => {
  test.each([
    [140, '140 ms'],
    [59_999, '59 s'],
    [200_000, '3 min 20 s'],
    [3_600_000, '1 h'],
    [187_200_000, '2 d 4 h'],
  ])('shortens %d ms to %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});
