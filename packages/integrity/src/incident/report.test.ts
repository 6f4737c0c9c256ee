import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../errors.ts';
import { parseReport } from './report.ts';

const student = { studentNumber: 's1234567', name: "Siobhán O'Brien 李 🎓", email: 'siobhan@example.edu' };
const work = { title: 'An essay on "quotes" and back\\slashes', unit: 'HIST101', submittedOn: '2026-11-02' };
const finding = { reference: 'AI-2026/17', foundOn: '2026-11-20' };
const report = { student, work, finding, description: 'Two pages taken from a source.\nNot cited.' };

const errorsOf = (input: unknown, roles: Parameters<typeof parseReport>[1] = ['officer']) => {
  try {
    parseReport(input, roles);
  } catch (error) {
    if (error instanceof InvalidInput) return error.errors.map(({ pointer, code }) => `${pointer} ${code}`);
    throw error;
  }
  return [];
};

describe('parseReport', () => {
  it("keeps an officer's report as it was written", () => {
    expect(parseReport(report, ['officer'])).toEqual(report);
  });

  it('takes surrounding white space away', () => {
    const spaced = { ...report, student: { ...student, name: '  Li Wei ', email: ' li@example.edu ' } };
    expect(parseReport(spaced, ['administrator']).student).toMatchObject({ name: 'Li Wei', email: 'li@example.edu' });
  });

  it("asks officers for the finding and refuses it in a lecturer's report", () => {
    const { finding: _finding, ...without } = report;
    expect(errorsOf(without, ['officer'])).toEqual(['/finding required']);
    expect(errorsOf(without, ['lecturer'])).toEqual([]);
    expect(errorsOf(report, ['lecturer'])).toEqual(['/finding not-allowed']);
    expect(errorsOf(report, ['lecturer', 'officer'])).toEqual([]);
  });

  it('lets officers alone choose the handling', () => {
    const { finding: _finding, ...without } = report;
    expect(errorsOf({ ...report, handling: 'straight-to-decision' })).toEqual([]);
    expect(errorsOf({ ...report, handling: 'forget it' })).toEqual(['/handling not-one-of']);
    expect(errorsOf({ ...without, handling: 'separate' }, ['lecturer'])).toEqual(['/handling not-allowed']);
  });

  it('names every wrong field at once', () => {
    const work = '/work';
    const wrong = {
      student: { studentNumber: '', name: 'A\nBcc: b@c.de', email: 'nobody', age: 20 },
      work: { title: 'x'.repeat(301), unit: 'U', submittedOn: '2026-02-30' },
      finding: { reference: 'R' },
      passed: true,
    };
    expect(errorsOf(wrong).sort()).toEqual([
      '/description required',
      '/finding/foundOn required',
      '/passed unknown-field',
      '/student/age unknown-field',
      '/student/email invalid',
      '/student/name invalid',
      '/student/studentNumber required',
      `${work}/submittedOn invalid`,
      `${work}/title too-long`,
    ]);
  });

  it('refuses what is no object with a message, whatever it is', () => {
    for (const input of [undefined, null, 'report', 7, [], [report]]) {
      expect(errorsOf(input).length).toBeGreaterThan(0);
    }
  });
});
