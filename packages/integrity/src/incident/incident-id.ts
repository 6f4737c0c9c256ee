import { createHash } from 'node:crypto';

/** Crockford's digits in lower case: no i, l, o, u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_LENGTH = 26;

/** An incident id, 26 characters of base 32: the first 130 bits of a SHA-256. The same text gives the same id. */
export function hashedIncidentId(text: string): string {
  const digest = createHash('sha256').update(text, 'utf8').digest();
  let id = '';
  for (let position = 0; position < ID_LENGTH; position += 1) {
    const bit = position * 5;
    const pair = (digest[bit >> 3]! << 8) | (digest[(bit >> 3) + 1] ?? 0);
    id += ALPHABET[(pair >> (11 - (bit & 7))) & 31];
  }
  return id;
}

/** The id of the incident that a caller reports with an Idempotency-Key: the same at every repetition. */
export const incidentIdOf = (callerSub: string, idempotencyKey: string): string =>
  hashedIncidentId(`${callerSub}\n${idempotencyKey}`);
