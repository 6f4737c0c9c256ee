import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countdownWords, isNear, warningBetween } from './countdown-words.ts';

const MINUTE_MS = 60_000;

test('counts whole minutes, rounded up, and seconds only in the last one', () => {
  expect(countdownWords(90 * MINUTE_MS)).toBe('Time left: 1 hour 30 minutes');
  expect(countdownWords(2 * 60 * MINUTE_MS)).toBe('Time left: 2 hours');
  expect(countdownWords(25 * MINUTE_MS - 1)).toBe('Time left: 25 minutes');
  expect(countdownWords(MINUTE_MS + 1)).toBe('Time left: 2 minutes');
  expect(countdownWords(MINUTE_MS)).toBe('Time left: 60 seconds');
  expect(countdownWords(1)).toBe('Time left: 1 second');
  expect(countdownWords(0)).toBe('The time is over. We hand in what you have answered.');
});

test('gets louder in the last five minutes', () => {
  expect(isNear(5 * MINUTE_MS + 1)).toBe(false);
  expect(isNear(5 * MINUTE_MS)).toBe(true);
});

test('warns at ten, five and one minutes exactly once each, however the ticks fall', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 59_000 }), { minLength: 400, maxLength: 400 }), (stepsMs) => {
      let leftMs = 30 * MINUTE_MS;
      const said: string[] = [];
      for (const stepMs of stepsMs) {
        const warning = warningBetween(leftMs, leftMs - stepMs);
        if (warning !== undefined) said.push(warning);
        leftMs -= stepMs;
      }
      fc.pre(leftMs < 0);
      expect(said.map((words) => words.split(' ')[0])).toEqual(['10', '5', 'One']);
    }),
  );
});

test('says nothing when a page is opened between warnings, and the warning when within its minute', () => {
  const open = Number.POSITIVE_INFINITY;
  expect(warningBetween(open, 20 * MINUTE_MS)).toBeUndefined();
  expect(warningBetween(open, 8 * MINUTE_MS)).toBeUndefined();
  expect(warningBetween(open, 5 * MINUTE_MS)).toBe('5 minutes left.');
  expect(warningBetween(open, 30_000)).toMatch(/^One minute left/);
  expect(warningBetween(open, 0)).toBeUndefined();
});
