import { describe, expect, test } from 'vitest';
import { rightAnswers, topicWords } from './question-words.ts';

describe('rightAnswers', () => {
  test('reads one option id and a list of them', () => {
    expect([...rightAnswers({ type: 'single-choice', correct: 'b' }).options]).toEqual(['b']);
    expect([...rightAnswers({ type: 'multiple-response', correct: ['a', 'c'] }).options]).toEqual(['a', 'c']);
  });

  test('pairs prompts with their choices', () => {
    expect([...rightAnswers({ type: 'matching', correct: { p1: 'c2' } }).pairs]).toEqual([['p1', 'c2']]);
    expect([...rightAnswers({ type: 'matching', correct: null }).pairs]).toEqual([]);
  });

  test('puts true or false, numbers and texts into words', () => {
    expect(rightAnswers({ type: 'true-false', correct: false }).words).toBe('False');
    expect(rightAnswers({ type: 'numerical', value: 40, tolerance: 2, unit: 'words' }).words).toBe('40 ± 2 words');
    expect(rightAnswers({ type: 'short-answer', accepted: ['et al.', 'et al'] }).words).toBe('et al. · et al');
  });
});

test('topicWords reads as a heading', () => {
  expect(topicWords('reference-lists')).toBe('Reference lists');
  expect(topicWords('generative-ai')).toBe('Generative AI');
  expect(topicWords('references-apa')).toBe('References APA');
  expect(topicWords('')).toBe('');
});
