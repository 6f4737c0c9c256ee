const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/** The generator that Step Functions draws seeded numbers with: java.util.Random, whose algorithm its documentation gives. */
export class JavaRandom {
  private state: bigint;

  constructor(seed: number) {
    this.state = (BigInt.asUintN(64, BigInt(Math.trunc(seed))) ^ MULTIPLIER) & MASK;
  }

  /** Uniform in [0, bound); the bound is a positive 32-bit integer. */
  nextInt(bound: number): number {
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(this.next(31))) >> 31n);
    for (;;) {
      const bits = this.next(31);
      const value = bits % bound;
      if (bits - value + (bound - 1) <= 0x7fffffff) return value;
    }
  }

  /** Uniform in [0, 1). */
  nextDouble(): number {
    return (this.next(26) * 2 ** 27 + this.next(27)) / 2 ** 53;
  }

  private next(bits: number): number {
    this.state = (this.state * MULTIPLIER + 0xbn) & MASK;
    return Number(this.state >> BigInt(48 - bits));
  }
}
