import { createHmac } from 'node:crypto';
import { TooMany } from '../../errors.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';

/** How many times something may happen in a window of real time that begins at multiples of its length. */
export interface LimitRule {
  name: string;
  max: number;
  windowMs: number;
}

const MINUTE_MS = 60_000;

/*
 * An exam's link is no secret, so whoever holds it may ask for codes. One limit for the whole exam would let them use it up
 * and keep the student out; none would fill the student's mailbox and give more codes to guess at. Hence three:
 * - A browser in which a code of this exam has been entered before is the student's, as only they read the code. It has a
 *   limit of its own, which nobody else can use up.
 * - All other browsers count by the network that they ask from: a stranger elsewhere takes nothing from a student who comes
 *   in for the first time. (By browser would count nothing, for whoever throws the cookie away is a new one.)
 * - Together, those others get so many mails and no more, from however many networks. That is the flood that a mailbox and
 *   the chance of guessing are bounded by: 15 codes of five tries each, and after 20 wrong tries all new codes are long.
 * Somebody with three networks can still use that up, for as long as they keep at it. Then an officer gives out a code.
 */
/** Codes mailed for one exam to a browser that has had a code of it. */
export const CODES_PER_KNOWN_BROWSER: LimitRule = { name: 'code-sent-known', max: 5, windowMs: 15 * MINUTE_MS };
/** Codes mailed for one exam to all other browsers in one network. */
export const CODES_PER_NETWORK: LimitRule = { name: 'code-sent-near', max: 5, windowMs: 15 * MINUTE_MS };
/** Codes mailed for one exam to all other browsers wherever they are. */
export const CODES_PER_EXAM: LimitRule = { name: 'code-sent', max: 15, windowMs: 15 * MINUTE_MS };
/** Loose: a whole campus may come from one address. */
export const CODES_PER_ADDRESS: LimitRule = { name: 'code-sent-to', max: 300, windowMs: 60 * MINUTE_MS };
export const TRIES_PER_ADDRESS: LimitRule = { name: 'code-tried-from', max: 600, windowMs: 60 * MINUTE_MS };
/** Wrong codes at one exam in a day; passing it makes codes longer and stops nobody. */
export const WRONG_TRIES: LimitRule = { name: 'code-wrong', max: Number.POSITIVE_INFINITY, windowMs: 1440 * MINUTE_MS };

/** A limit as it stands, and the change that counts one more. */
export interface Counted {
  count: number;
  /** Until the window ends. */
  retryAfterSeconds: number;
  change: Change;
}

/**
 * Looks up a limit. `exact` counts nothing twice under concurrency, at the price of a Conflict to decide again on;
 * without it the last writer wins, which is enough for loose limits that many share.
 */
export async function countedBy(deps: Deps, rule: LimitRule, key: string, exact = true): Promise<Counted> {
  const nowMs = deps.clock.nowMs();
  const window = Math.floor(nowMs / rule.windowMs);
  const endMs = (window + 1) * rule.windowMs;
  const id = `${rule.name}:${key}:${window}`;
  const stored = await deps.repository.get('limit', id);
  const count = stored?.count ?? 0;
  const item = { id, version: stored?.version ?? 0, count: count + 1, expiresAt: new Date(endMs).toISOString() };
  return {
    count,
    retryAfterSeconds: Math.ceil((endMs - nowMs) / 1000),
    change: exact
      ? { type: 'put', kind: 'limit', item, expected: stored?.version ?? null }
      : { type: 'put', kind: 'limit', item },
  };
}

/** @throws TooMany if the limit is reached. */
export function refuseOver(rule: LimitRule, counted: Counted, message: string): void {
  if (counted.count >= rule.max) throw new TooMany(message, counted.retryAfterSeconds);
}

/** A network address as limits know it: not the address itself, which is personal. */
export function addressKey(pepper: string, address: string): string {
  return createHmac('sha256', pepper).update(`address\u0000${address}`).digest('base64url').slice(0, 22);
}

/** How long a browser is known for after a code was entered in it: longer than any exam is open. */
const KNOWN_DAYS = 60;

const knownId = (examId: string, holder: string): string => `code-entered:${examId}:${holder}`;

/** Puts on record that a code of this exam has been entered in a browser (its `browserHash`). */
export function rememberBrowser(deps: Deps, examId: string, holder: string): Change {
  const expiresAt = new Date(deps.clock.nowMs() + KNOWN_DAYS * 1440 * MINUTE_MS).toISOString();
  return { type: 'put', kind: 'limit', item: { id: knownId(examId, holder), version: 0, count: 1, expiresAt } };
}

/** True if a code of this exam has been entered in the browser before: it is the student's. */
export async function isKnownBrowser(deps: Deps, examId: string, holder: string): Promise<boolean> {
  const known = await deps.repository.get('limit', knownId(examId, holder));
  return known !== undefined && Date.parse(known.expiresAt) > deps.clock.nowMs();
}
