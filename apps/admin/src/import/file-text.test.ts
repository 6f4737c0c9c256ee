import { expect, test } from 'vitest';
import { textOfFile } from './file-text.ts';

const text = 'name\nZoë O’Brien\n';
const utf8 = (words: string): Uint8Array => new TextEncoder().encode(words);
const latin1 = (words: string): Uint8Array => Uint8Array.from(words, (character) => character.charCodeAt(0));
const utf16 = (words: string, highFirst: boolean): Uint8Array =>
  Uint8Array.from(
    [...words].flatMap((character) => {
      const unit = character.charCodeAt(0);
      return highFirst ? [unit >> 8, unit & 0xff] : [unit & 0xff, unit >> 8];
    }),
  );

test.each([
  ['UTF-8', utf8(text)],
  ['UTF-8 with a mark', utf8(`\uFEFF${text}`)],
  ['UTF-16, low byte first', utf16(`\uFEFF${text}`, false)],
  ['UTF-16, high byte first', utf16(`\uFEFF${text}`, true)],
  ['the Windows code page of the west', latin1('name\nZo\xEB O\x92Brien\n')],
])('textOfFile reads %s', (_encoding, bytes) => {
  expect(textOfFile(bytes)).toBe(text);
});

test('textOfFile keeps characters of every script', () => {
  expect(textOfFile(utf8('李 😀 Ω'))).toBe('李 😀 Ω');
  expect(textOfFile(new Uint8Array())).toBe('');
});
