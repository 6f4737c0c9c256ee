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

/** Codes mailed for one exam. */
export const CODES_PER_EXAM: LimitRule = { name: 'code-sent', max: 5, windowMs: 15 * MINUTE_MS };
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
