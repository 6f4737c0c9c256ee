import { randomFillSync, randomInt } from 'node:crypto';
import type { Ids } from '@resit/integrity/ports/deps';

/** Crockford's digits in lower case: no i, l, o, u. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Asking the system for randomness costs more than making an id of it: it is asked for some thousand bytes at a time. */
const pool = Buffer.allocUnsafeSlow(4096);
let used = pool.length;

/** The next byte of the pool. It is given out once, and wiped. */
function randomByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool[used] as number;
  pool[used++] = 0;
  return byte;
}

/** Ids and secrets from the system's source of randomness. */
export const systemIds: Ids = {
  random(bits) {
    let text = '';
    for (let length = Math.ceil(bits / 5); length > 0; length -= 1) text += alphabet.charAt(randomByte() & 31);
    return text;
  },
  code(length, from) {
    // A power of two shares a byte out evenly.
    const mask = from.length <= 256 && (from.length & (from.length - 1)) === 0 ? from.length - 1 : undefined;
    let text = '';
    for (let index = 0; index < length; index += 1)
      text += from.charAt(mask === undefined ? randomInt(from.length) : randomByte() & mask);
    return text;
  },
};
