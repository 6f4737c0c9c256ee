import type { RandomBelow } from '../question-bank/question-kind.ts';
import { textHash } from '../question-bank/text-hash.ts';

/**
 * A generator that gives the same numbers for the same seed, on every machine: xoshiro128** (Blackman and Vigna),
 * its state filled from hashes of the seed. For shuffling, not for secrets.
 */
export function seededRandom(seed: string): RandomBelow {
  let [a, b, c, d] = [0x811c9dc5, 0x9e3779b9, 0x7f4a7c15, 0x85ebca6b].map((basis) => textHash(seed, basis)) as [
    number,
    number,
    number,
    number,
  ];
  if ((a | b | c | d) === 0) a = 1;

  const next = () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };

  return (bound) => {
    // Numbers above the last whole multiple of the bound would favour the small results: drawn again.
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let drawn = next();
    while (drawn >= limit) drawn = next();
    return drawn % bound;
  };
}

const rotateLeft = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits));
