import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizeWords, toBase64 } from './evidence-file.ts';

const fromBase64 = (text: string): number[] => [...atob(text)].map((character) => character.charCodeAt(0));

describe('a file of evidence on the page', () => {
  it('is sent byte by byte, however long', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(fromBase64(toBase64(bytes))).toEqual([...bytes]);
      }),
    );
    const long = Uint8Array.from({ length: 100_001 }, (_, at) => at % 251);
    expect(fromBase64(toBase64(long))).toEqual([...long]);
  });

  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [2048, '2 KB'],
    [1_572_864, '1.5 MB'],
  ])('of %d bytes is said to be of %s', (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words);
  });
});
