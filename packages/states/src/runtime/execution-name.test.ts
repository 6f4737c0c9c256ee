import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatedName, idOfGeneratedName } from './execution-name.ts';

const ids = fc.integer({ min: 1, max: 2 ** 48 - 1 });
const instants = fc.integer({ min: 1_500_000_000_000, max: 4_000_000_000_000 });

describe('generated names', () => {
  it('lead back to the execution that they name', () => {
    fc.assert(
      fc.property(ids, instants, (id, startMs) => {
        const name = generatedName(id, startMs);
        expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(idOfGeneratedName(name)).toBe(id);
      }),
    );
  });

  it('sort by time', () => {
    fc.assert(
      fc.property(ids, instants, (id, startMs) => generatedName(id + 1, startMs + 1) > generatedName(id, startMs)),
    );
  });

  it('are not mistaken for names that callers chose', () => {
    for (const name of ['', 'exam-1', '9202c55d-340c-40b1-8748-a4bcfc220000', '9202c55d-340c-80b1-8748-a4bcfc220000']) {
      expect(idOfGeneratedName(name)).toBeUndefined();
    }
  });
});
