import { createHash, timingSafeEqual } from 'node:crypto';

/** Secrets of systems are random with 160 bits or more: a plain hash keeps them, no slow one is needed. */
export const hashSecret = (secret: string): string => `sha256$${createHash('sha256').update(secret).digest('hex')}`;

/** True if the secret is the one that was hashed. */
export function isSecret(secret: string, stored: string): boolean {
  const given = Buffer.from(hashSecret(secret));
  const expected = Buffer.from(stored);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
