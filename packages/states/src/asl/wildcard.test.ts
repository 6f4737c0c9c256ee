import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWildcard } from './wildcard.ts';

describe('a StringMatches pattern', () => {
  it.each([
    ['log-*.txt', 'log-2026.txt', true],
    ['log-*.txt', 'log-.txt', true],
    ['log-*.txt', 'log.txt', false],
    ['*', '', true],
    ['a*a', 'a', false],
    ['*b*', 'abc', true],
    ['a*b*c', 'abbc', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'aXb', false],
    ['a\\\\*', 'a\\b', true],
    ['plain', 'plain', true],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(compileWildcard(pattern)(text)).toBe(expected);
  });

  it('matches whatever stands where the stars are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[ab.]{0,4}$/), { minLength: 1, maxLength: 5 }),
        fc.string(),
        (parts, gap) => {
          expect(compileWildcard(parts.join('*'))(parts.join(gap))).toBe(true);
        },
      ),
    );
  });
});
