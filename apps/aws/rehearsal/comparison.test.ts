import { describe, expect, it } from 'vitest';
import { caseOf, DAYS } from './cases.ts';
import { differences } from './records.ts';

describe('generated cases', () => {
  it('are the same for the same seed, and others for another', () => {
    const cases = (seed: number) => JSON.stringify(Array.from({ length: 50 }, (_, n) => [...caseOf(seed, n).steps]));
    expect(cases(3)).toBe(cases(3));
    expect(cases(3)).not.toBe(cases(4));
  });

  it('hold every kind of step, each on a day that is played', () => {
    const steps = Array.from({ length: 1000 }, (_, n) => [...caseOf(1, n).steps]).flat();
    expect(new Set(steps.flatMap(([, of]) => of.map((step) => step.do))).size).toBe(16);
    expect(Math.max(...steps.map(([day]) => day))).toBeLessThanOrEqual(DAYS);
  });
});

describe('two records', () => {
  it('differ wherever a value, a length or a name does', () => {
    expect(differences({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]);
    expect(differences({ a: [1, { b: 2 }], c: 1 }, { a: [1, { b: 3 }, 4] })).toEqual([
      { at: '/a/1/b', embedded: 2, aws: 3 },
      { at: '/a/2', embedded: undefined, aws: 4 },
      { at: '/c', embedded: 1, aws: undefined },
    ]);
  });
});
