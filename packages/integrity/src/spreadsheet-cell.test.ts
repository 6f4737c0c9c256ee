import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCell, toCell } from './spreadsheet-cell.ts';

describe('spreadsheet cells', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('never begin with what %j begins with', (text) => {
    expect(toCell(text)).toBe(`'${text}`);
  });

  it.each(['plain', "O'Brien", "'quoted'", '', '1-2'])('leave %j as it is', (text) => {
    expect(toCell(text)).toBe(text);
    expect(fromCell(text)).toBe(text);
  });

  it('give back any text unchanged', () => {
    const likely = fc.stringMatching(/^['=+@\-\t a]{0,6}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), likely), (text) => {
        expect(fromCell(toCell(text))).toBe(text);
      }),
    );
  });
});
