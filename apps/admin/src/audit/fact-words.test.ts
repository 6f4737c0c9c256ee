import { expect, it } from 'vitest';
import { factWords } from './fact-words.ts';

it('writes the facts of an entry in a line, their names in words', () => {
  expect(factWords({ until: '2026-12-11', passMarkPercent: 70, timeLimitMinutes: null, held: false })).toBe(
    'until: 2026-12-11 · pass mark percent: 70 · time limit minutes: none · held: false',
  );
});
