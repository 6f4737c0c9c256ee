import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Conflict } from '../ports/repository.ts';
import { type BroughtToken, isNewer, recordedToken, retryOnConflict } from './decide.ts';

describe('retryOnConflict', () => {
  it('decides again while somebody else is first', async () => {
    let tries = 0;
    const decided = await retryOnConflict(async () => {
      tries += 1;
      if (tries < 4) throw new Conflict('exam', 'e');
      return tries;
    });
    expect(decided).toBe(4);
  });

  it('gives up with the conflict in the end, and passes other errors on at once', async () => {
    let tries = 0;
    const inVain = retryOnConflict(async () => {
      tries += 1;
      throw new Conflict('exam', 'e');
    });
    await expect(inVain).rejects.toThrow(Conflict);
    expect(tries).toBe(12);
    await expect(retryOnConflict(() => Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
  });
});

describe('a recorded token', () => {
  const aToken: fc.Arbitrary<BroughtToken> = fc.record({
    taskToken: fc.string({ minLength: 1 }),
    enteredAt: fc.integer({ min: 0, max: 5 }).map((s) => new Date(Date.UTC(2026, 0, 1) + s * 1000).toISOString()),
    retryCount: fc.nat(3),
  });
  const rank = ({ enteredAt, retryCount }: BroughtToken) => Date.parse(enteredAt) * 10 + retryCount;

  it('is the newest of all that were brought, in whatever order they came', () => {
    fc.assert(
      fc.property(fc.array(aToken, { minLength: 1, maxLength: 8 }), (tokens) => {
        const [first, ...rest] = tokens as [BroughtToken, ...BroughtToken[]];
        const kept = rest.reduce(
          (recorded, token) => (isNewer(token, recorded) ? recordedToken(token) : recorded),
          recordedToken(first),
        );
        const newest = Math.max(...tokens.map(rank));
        const candidates = tokens.filter((token) => rank(token) === newest).map((token) => token.taskToken);
        expect(candidates).toContain(kept.taskToken);
      }),
    );
  });
});
