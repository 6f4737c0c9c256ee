/** Whole numbers from 0 below `n`, the same for the same seed (mulberry32). */
export function randomBelow(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}

/** One of several, each as likely as its weight says. */
export function weighted<T>(
  below: (n: number) => number,
  choices: readonly (readonly [weight: number, value: T])[],
): T {
  let left = below(choices.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, value] of choices) {
    if (left < weight) return value;
    left -= weight;
  }
  throw new RangeError('Nothing has any weight.');
}
