import { readdirSync, readFileSync } from 'node:fs';
import type { AuditEntry } from '@resit/integrity/audit/audit';
import { describe, expect, it } from 'vitest';
import { aMail } from '../testing/office.ts';
import { timelineOf } from './timeline.ts';

const entry = (action: string, at: string, seq: number): AuditEntry => ({
  chain: 'one',
  at,
  actor: { kind: 'staff', sub: 'o', name: 'Olga' },
  action,
  facts: { examId: 'e' },
  seq,
  previousHash: '',
  hash: '',
});

describe('timelineOf', () => {
  it('puts mails between changes, by the clock of the workflow', () => {
    // A day passes every real second: real second 3 is the third day.
    const start = Date.parse('2026-11-01T00:00:00.000Z');
    const onWorkflowClock = (at: string) => new Date(start + (Date.parse(at) - start) * 86_400).toISOString();
    const lines = timelineOf(
      [
        { entry: entry('exam.scheduled', '2026-11-02T00:00:00.000Z', 1), personal: undefined },
        { entry: entry('code.requested', '2026-11-01T00:00:02.000Z', 2), personal: undefined },
        { entry: entry('exam.submitted', '2026-11-05T00:00:00.000Z', 3), personal: { result: 'Pass' } },
      ],
      [aMail({ id: 'm', createdAt: '2026-11-01T00:00:01.500Z' })],
      onWorkflowClock,
    );
    expect(lines.map(({ action, kind, at }) => [action, kind, at.slice(0, 10)])).toEqual([
      ['exam.scheduled', 'exam', '2026-11-02'],
      ['mail.invitation', 'mail', '2026-11-02'],
      ['code.requested', 'change', '2026-11-03'],
      ['exam.submitted', 'exam', '2026-11-05'],
    ]);
    expect(lines[3]).toMatchObject({ text: 'Exam submitted', facts: { result: 'Pass' }, examId: 'e' });
  });

  it('has words for every action that a use case writes about an incident', () => {
    const folder = new URL('../../../integrity/src/use-cases/', import.meta.url);
    const files = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => /(?<!\.test)\.ts$/.test(name));
    const written = files.flatMap((name) => {
      const source = readFileSync(new URL(name, folder), 'utf8');
      return [...source.matchAll(/action:\s[^,\n]*/g)].flatMap(([line]) =>
        [...line.matchAll(/'([a-z]+\.[a-z-]+)'/g)].map((match) => match[1] ?? ''),
      );
    });
    const elsewhere = /^(import|students|staff|policy|questions|template|report)\./;
    const aboutIncidents = [...new Set(written)].filter((action) => !elsewhere.test(action));
    expect(aboutIncidents.length).toBeGreaterThan(15);
    const wordless = aboutIncidents.filter((action) => {
      const at = '2026-11-01T00:00:00.000Z';
      return timelineOf([{ entry: entry(action, at, 1), personal: undefined }], [], (same) => same)[0]?.text === action;
    });
    expect(wordless).toEqual([]);
  });
});
