import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelLines, labelSize, roundedPath } from './geometry.ts';

describe('labelLines', () => {
  test('breaks between words', () => {
    expect(labelLines('Student exceeded allowable exam retries')).toEqual([
      'Student exceeded',
      'allowable exam',
      'retries',
    ]);
  });

  test('keeps every word, in order, and no line longer than asked unless a word is', () => {
    const word = fc.stringMatching(/^[a-z]{1,30}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const lines = labelLines(words.join(' '), 18);
        expect(lines.join(' ').split(' ').filter(Boolean)).toEqual(words);
        for (const line of lines) expect(line.length <= 18 || !line.includes(' ')).toBe(true);
      }),
    );
  });
});

test('a way without a label still has room for its count', () => {
  expect(labelSize('').width).toBeGreaterThan(20);
  expect(labelSize('').height).toBeGreaterThan(14);
});

describe('roundedPath', () => {
  test('goes straight between two points', () => {
    expect(
      roundedPath(
        [
          { x: 0, y: 0 },
          { x: 10, y: 0 },
        ],
        8,
      ),
    ).toBe('M 0 0 L 10 0');
  });

  test('rounds a corner within half of the shorter side', () => {
    expect(
      roundedPath(
        [
          { x: 0, y: 0 },
          { x: 10, y: 0 },
          { x: 10, y: 40 },
        ],
        8,
      ),
    ).toBe('M 0 0 L 5 0 Q 10 0 10 5 L 10 40');
  });

  test('is nothing without two points', () => {
    expect(roundedPath([], 8)).toBe('');
    expect(roundedPath([{ x: 1, y: 1 }], 8)).toBe('');
  });
});
