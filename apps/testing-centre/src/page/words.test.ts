import { expect, test } from 'vitest';
import { counted, dateWords, dayWords, durationWords, timeWords } from './words.ts';

test('says the time of day of an instant in its zone', () => {
  expect(timeWords('2026-12-11T03:02:59.999Z', 'Australia/Sydney')).toBe('14:02');
  expect(timeWords('2026-12-11T00:00:00.000Z', 'UTC')).toBe('00:00');
});

test('says calendar dates in words and leaves what is none alone', () => {
  expect(dateWords('2026-10-03')).toBe('3 October 2026');
  expect(dateWords('last week')).toBe('last week');
  expect(dayWords('2026-12-31T14:00:00.000Z', 'Australia/Sydney')).toBe('1 January 2027');
});

test('rounds durations up to whole minutes and names hours', () => {
  expect(durationWords(59_999)).toBe('less than a minute');
  expect(durationWords(60_000)).toBe('1 minute');
  expect(durationWords(60_001)).toBe('2 minutes');
  expect(durationWords(3_600_000)).toBe('1 hour');
  expect(durationWords(5_400_000)).toBe('1 hour 30 minutes');
});

test('counts one and many', () => {
  expect(counted(1, 'answer')).toBe('1 answer');
  expect(counted(0, 'answer')).toBe('0 answers');
});
