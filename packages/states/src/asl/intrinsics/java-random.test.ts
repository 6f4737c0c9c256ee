import { describe, expect, it } from 'vitest';
import { JavaRandom } from './java-random.ts';

describe('JavaRandom', () => {
  it.each([
    [99, 42, 62],
    [999, 1, 105],
    [999, 2, 805],
    [9, -10, 0],
    [9, 0, 6],
    [4, 42, 2],
    [7, 1, 4],
  ])('draws below %i from the seed %i as Java does', (bound, seed, expected) => {
    expect(new JavaRandom(seed).nextInt(bound)).toBe(expected);
  });

  it('draws doubles as Java does', () => {
    expect(new JavaRandom(42).nextDouble()).toBe(0.7275636800328681);
  });
});
