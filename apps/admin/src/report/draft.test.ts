import { describe, expect, test } from 'vitest';
import { checkDraft, type Draft, emptyDraft, requestOf } from './draft.ts';

const today = '2026-12-08';
const full: Draft = {
  ...emptyDraft,
  studentNumber: ' 20431234 ',
  name: 'Siobhán O’Brien 李',
  email: 'siobhan@example.edu',
  title: 'Essay on "sources"',
  unit: 'HIST1001',
  description: 'Two pages without a source.',
  findingReference: 'AI-2026-114',
  foundOn: '2026-12-01',
};

describe('checkDraft', () => {
  test('finds nothing wrong with a full draft', () => {
    expect(checkDraft(full, true, today)).toEqual({});
  });

  test('asks officers for the finding and lecturers not', () => {
    expect(Object.keys(checkDraft(emptyDraft, true, today))).toContain('findingReference');
    expect(Object.keys(checkDraft({ ...full, findingReference: '', foundOn: '' }, false, today))).toEqual([]);
  });

  test('refuses dates in the future and dates that do not exist', () => {
    expect(checkDraft({ ...full, foundOn: '2026-12-09' }, true, today).foundOn).toContain('future');
    expect(checkDraft({ ...full, submittedOn: '2026-02-30' }, true, today).submittedOn).toContain('date like');
  });

  test.each(['a@b', 'a b@c.d', '@c.d', 'name'])('refuses the address %j', (email) => {
    expect(checkDraft({ ...full, email }, true, today).email).toContain('address');
  });

  test.each(['-1', '12 34', '12#'])('refuses the student number %j', (studentNumber) => {
    expect(checkDraft({ ...full, studentNumber }, true, today).studentNumber).toContain('letters');
  });
});

describe('requestOf', () => {
  test('trims what was typed and leaves out what is empty', () => {
    const request = requestOf(full, true);
    expect(request.student).toEqual({
      studentNumber: '20431234',
      name: 'Siobhán O’Brien 李',
      email: 'siobhan@example.edu',
    });
    expect(request.work).toEqual({ title: 'Essay on "sources"', unit: 'HIST1001' });
    expect(request).toMatchObject({
      finding: { reference: 'AI-2026-114', foundOn: '2026-12-01' },
      handling: 'separate',
    });
  });

  test('of a lecturer holds neither finding nor handling', () => {
    expect(Object.keys(requestOf(full, false))).toEqual(['student', 'work', 'description']);
  });
});
