import { expect, test } from 'vitest';
import { textOfFile } from './file-text.ts';

const text = 'name\nZoë O’Brien\n';
const utf16le = Buffer.from(`\uFEFF${text}`, 'utf16le');

test.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
  ['UTF-16, low byte first', utf16le],
  ['UTF-16, high byte first', Buffer.from(utf16le).swap16()],
  ['the Windows code page of the west', Buffer.from('name\nZo\xEB O\x92Brien\n', 'latin1')],
])('textOfFile reads %s', (_encoding, bytes) => {
  expect(textOfFile(bytes)).toBe(text);
});

test('textOfFile keeps characters of every script', () => {
  expect(textOfFile(Buffer.from('李 😀 Ω'))).toBe('李 😀 Ω');
  expect(textOfFile(new Uint8Array())).toBe('');
});
