import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Ids } from '../../ports/deps.ts';
import type { ExamCode } from '../../student/access.ts';

/** How long a code is good for. */
export const CODE_MINUTES = 10;
export const CODE_TRIES_MAX = 5;
/** Wrong tries at one exam in one day after which its new codes are long. Nobody is ever locked out. */
export const WRONG_TRIES_PER_DAY_MAX = 20;

const SHORT = { length: 6, alphabet: '0123456789' };
/** Crockford's base 32: nothing in it is mistaken for something else in it. */
const LONG = { length: 10, alphabet: '0123456789abcdefghjkmnpqrstvwxyz' };

/** Stands for the browser in a code that an officer gave out after an identity check: any browser may use it. */
export const ANY_BROWSER = 'any';

/** What a browser's binding cookie is known by; the cookie itself is stored nowhere. */
export function browserHash(pepper: string, browser: string): string {
  return keyed(pepper, ['browser', browser]);
}

/** The id of the one code that an exam has for a browser (its {@link browserHash}, or {@link ANY_BROWSER}). */
export function examCodeId(examId: string, holder: string): string {
  return `${examId}:${holder}`;
}

/** A code in the form in which it is mailed: digits, or after many wrong tries letters and digits in upper case. */
export function newCode(ids: Ids, wrongTriesToday: number): string {
  const { length, alphabet } = wrongTriesToday < WRONG_TRIES_PER_DAY_MAX ? SHORT : LONG;
  return ids.code(length, alphabet).toUpperCase();
}

/** The stored form of a code: useless without the pepper, for any other exam and in any other browser. */
export function hashCode(pepper: string, examId: string, holder: string, code: string): string {
  return keyed(pepper, ['code', examId, holder, normaliseCode(code)]);
}

/** True if this is the code; takes as long for a near miss as for a far one. */
export function isTheCode(stored: ExamCode, candidateHash: string): boolean {
  const [a, b] = [Buffer.from(stored.codeHash), Buffer.from(candidateHash)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The id under which the session of a cookie is stored. */
export function sessionId(cookie: string): string {
  return hash('sha256', cookie, 'base64url');
}

/** What people do to codes when they type them over: spaces, hyphens, capitals, O for 0, I and L for 1. */
function normaliseCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Pd}]+/gu, '')
    .replaceAll('o', '0')
    .replace(/[il]/gu, '1');
}

/** Parts are joined by a character that none of them may hold, so that no two lists give the same text. */
function keyed(pepper: string, parts: readonly string[]): string {
  const text = parts.map((part) => part.replaceAll('\u0000', '')).join('\u0000');
  return createHmac('sha256', pepper).update(text).digest('base64url');
}
