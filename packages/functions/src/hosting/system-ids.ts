import { randomBytes, randomInt } from 'node:crypto';
import type { Ids } from '@resit/integrity/ports/deps';

/** Crockford's digits in lower case: no i, l, o, u. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ids and secrets from the system's source of randomness. */
export const systemIds: Ids = {
  random(bits) {
    let text = '';
    for (const byte of randomBytes(Math.ceil(bits / 5))) text += alphabet[byte & 31];
    return text;
  },
  code(length, from) {
    let text = '';
    for (let index = 0; index < length; index += 1) text += from.charAt(randomInt(from.length));
    return text;
  },
};
