import { expect, test } from 'vitest';
import { incidentsInWords } from './import-words.ts';

test.each([
  [0, '0 incidents'],
  [1, '1 incident'],
  [10_000, '10,000 incidents'],
])('%i incidents read as %s', (count, words) => {
  expect(incidentsInWords(count)).toBe(words);
});
