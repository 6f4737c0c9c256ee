/** A draw in [0, 1) that is the same for the same seed (one step of splitmix32). */
export function seededRandom(seed: number): number {
  let state = Math.imul(Math.trunc(seed) ^ Math.trunc(seed / 0x1_0000_0000), 0x9e3779b9) | 0;
  state = (state + 0x9e3779b9) | 0;
  let mixed = state ^ (state >>> 16);
  mixed = Math.imul(mixed, 0x21f0aaad);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x735a2d97);
  mixed ^= mixed >>> 15;
  return (mixed >>> 0) / 0x1_0000_0000;
}
