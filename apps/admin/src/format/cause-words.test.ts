import { expect, it } from 'vitest';
import { causeWords } from './cause-words.ts';

it.each([
  ['{"errorType":"TypeError","errorMessage":"The template cannot be read.","trace":[]}', 'The template cannot be read'],
  ['Stopped for a test', 'Stopped for a test'],
  ['{"code":7}', '{"code":7}'],
  ['null', 'null'],
])('reads the cause %s', (cause, words) => {
  expect(causeWords(cause)).toBe(words);
});
