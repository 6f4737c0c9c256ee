import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topicQuotas, trueFalseMax } from './blueprint.ts';

describe('topicQuotas', () => {
  it('gives topics their share, the largest remainders rounded up', () => {
    expect([...topicQuotas({ a: 5, b: 3, c: 2 }, 10)]).toEqual([
      ['a', 5],
      ['b', 3],
      ['c', 2],
    ]);
    expect([...topicQuotas({ a: 1, b: 1, c: 1 }, 10)]).toEqual([
      ['a', 4],
      ['b', 3],
      ['c', 3],
    ]);
  });

  it('leaves out topics without weight', () => {
    expect([...topicQuotas({ a: 0, b: 1 }, 3)]).toEqual([['b', 3]]);
    expect(topicQuotas({ a: 0 }, 3).size).toBe(0);
  });

  it('adds up to the count, each quota within one of its exact share', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.double({ min: 0.01, max: 50, noNaN: true }), {
          minKeys: 1,
        }),
        fc.integer({ min: 1, max: 60 }),
        (blueprint, count) => {
          const quotas = topicQuotas(blueprint, count);
          const total = Object.values(blueprint).reduce((sum, weight) => sum + weight, 0);
          expect([...quotas.values()].reduce((sum, quota) => sum + quota, 0)).toBe(count);
          for (const [topic, weight] of Object.entries(blueprint))
            expect(Math.abs((quotas.get(topic) ?? 0) - (weight * count) / total)).toBeLessThan(1 + 1e-6);
        },
      ),
    );
  });
});

describe('trueFalseMax', () => {
  it('is four in twenty, in proportion, rounded down', () => {
    expect([20, 10, 5, 4, 30, 1].map(trueFalseMax)).toEqual([4, 2, 1, 0, 6, 0]);
  });
});
