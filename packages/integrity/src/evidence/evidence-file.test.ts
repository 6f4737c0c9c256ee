import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../errors.ts';
import { checkEvidenceFile, EVIDENCE_BYTES_MAX, safeFileName } from './evidence-file.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const pdf = text('%PDF-1.7\n');
const refusal = (name: string, content: Uint8Array): unknown => {
  try {
    return checkEvidenceFile({ name, content });
  } catch (error) {
    return error instanceof InvalidInput ? error.errors.map(({ pointer, code }) => `${pointer} ${code}`) : error;
  }
};

describe('a file of evidence', () => {
  it.each([
    ['Report.pdf', pdf, 'application/pdf'],
    ['Scan.PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0), 'image/png'],
    ['photo.jpeg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'image/jpeg'],
    [
      'Essay.docx',
      Uint8Array.of(0x50, 0x4b, 3, 4),
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['list.csv', text('a,b\r\n1,é\n'), 'text/csv'],
  ])('%s is kept as what it is', (name, content, mediaType) => {
    expect(checkEvidenceFile({ name, content })).toEqual({ name, mediaType });
  });

  it.each([
    ['page.html', text('<script>alert(1)</script>'), ['/name file-type']],
    ['drawing.svg', text('<svg/>'), ['/name file-type']],
    ['run.exe', text('MZ'), ['/name file-type']],
    ['Report.pdf.js', pdf, ['/name file-type']],
    ['constructor', pdf, ['/name file-type']],
    ['Report.pdf', text('<html>'), ['/content file-type']],
    ['picture.png', pdf, ['/content file-type']],
    ['notes.txt', Uint8Array.of(0x61, 0), ['/content file-type']],
    ['notes.txt', Uint8Array.of(0xff, 0xfe, 0xfd), ['/content file-type']],
    ['notes.txt', new Uint8Array(), ['/content empty']],
    ['.pdf', pdf, ['/name file-type']],
    ['/', pdf, ['/name name']],
    [`${'x'.repeat(150)}.pdf`, pdf, ['/name name']],
  ])('%s is refused for what is wrong with it', (name, content, errors) => {
    expect(refusal(name, content)).toEqual(errors);
  });

  it('may be of the largest size and not of one byte more', () => {
    const content = new Uint8Array(EVIDENCE_BYTES_MAX).fill(0x61);
    expect(checkEvidenceFile({ name: 'a.txt', content }).mediaType).toBe('text/plain');
    expect(refusal('a.txt', new Uint8Array(EVIDENCE_BYTES_MAX + 1).fill(0x61))).toEqual(['/content too-large']);
  });
});

describe('the name of a file', () => {
  it.each([
    ['C:\\Users\\me\\Report.pdf', 'Report.pdf'],
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['..\\.hidden.txt', 'hidden.txt'],
    ['exam\u202Efdp.txt', 'examfdp.txt'],
    ['  a \t b .pdf ', 'a b .pdf'],
    ['"q".pdf', 'q.pdf'],
    ['Écrit é.pdf', 'Écrit é.pdf'],
  ])('%j becomes %j', (given, name) => {
    expect(safeFileName(given)).toBe(name);
  });

  it('never leads anywhere, hides anything, or changes when it is made safe again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (given) => {
        const name = safeFileName(given);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left.
        expect(name).not.toMatch(/[\\/<>:"|?*\u0000-\u001f\u202a-\u202e]|^\.|[. ]$/u);
        expect(safeFileName(name)).toBe(name);
      }),
    );
  });
});
