import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonProblem } from './json-problem.ts';

function problem(text: string): string {
  const { message, offset } = findJsonProblem(text);
  return `${message((at) => `#${at}`)} at #${offset}`;
}

describe('findJsonProblem', () => {
  const values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

  it.each([
    ['{bad json}', "Unexpected character ('b' (code 98)): was expecting double-quote to start field name at #1"],
    ['{"a":1', 'Unexpected end-of-input: expected close marker for Object (start marker at #0) at #6'],
    ['undefined', `Unrecognized token 'undefined': was expecting ${values} at #9`],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries at #3"],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value at #5"],
    ['{"a":1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name at #7"],
    ['[1,]', `Unexpected character (']' (code 93)): expected a valid value ${values} at #3`],
    ['[1}', "Unexpected close marker '}': expected ']' (for Array starting at #0) at #2"],
    ['"a', 'Unexpected end-of-input: was expecting closing quote for a string value at #2'],
    ['{"a', 'Unexpected end-of-input in field name at #3'],
    ['{"a":tru}', `Unrecognized token 'tru': was expecting ${values} at #8`],
    ['012', 'Invalid numeric value: Leading zeroes not allowed at #1'],
    ['"\\x"', "Unrecognized character escape 'x' (code 120) at #2"],
  ])('says of %s where it ends to be JSON', (text, expected) => {
    expect(problem(text)).toBe(expected);
  });

  it('reads on however deep the text nests', () => {
    expect(problem('['.repeat(200_000))).toContain('expected close marker for Array (start marker at #199999)');
  });

  it('finds something in every text that is not JSON, within its bounds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]",:0ae\\ -tn') })), (text) => {
        try {
          JSON.parse(text);
        } catch {
          const { message, offset } = findJsonProblem(text);
          expect(message(() => '').length).toBeGreaterThan(0);
          expect(offset).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});
