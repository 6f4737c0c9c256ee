import type { Clock } from '@resit/integrity/ports/deps';

/** Lets so many calls of one key through in a minute, in bursts of a tenth of that; kept in memory. */
export interface RateLimit {
  /** 0 when the call may go on, otherwise the seconds after which to come again. */
  take(key: string): number;
  /** Takes back a call that was let through and turned out not to count. */
  giveBack(key: string): void;
}

interface Bucket {
  tokens: number;
  filledMs: number;
}

const KEYS_MAX = 50_000;

/** A token bucket per key. When there are too many keys the one that came longest ago is forgotten. */
export function rateLimit({ perMinute, burst, clock }: { perMinute: number; burst?: number; clock: Clock }): RateLimit {
  const size = burst ?? Math.max(10, Math.ceil(perMinute / 10));
  const perMs = perMinute / 60_000;
  const buckets = new Map<string, Bucket>();
  return {
    take(key) {
      const nowMs = clock.nowMs();
      const bucket = buckets.get(key) ?? { tokens: size, filledMs: nowMs };
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > KEYS_MAX) buckets.delete(buckets.keys().next().value ?? '');
      bucket.tokens = Math.min(size, bucket.tokens + Math.max(0, nowMs - bucket.filledMs) * perMs);
      bucket.filledMs = nowMs;
      if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / perMs / 1000);
      bucket.tokens -= 1;
      return 0;
    },
    giveBack(key) {
      const bucket = buckets.get(key);
      if (bucket) bucket.tokens = Math.min(size, bucket.tokens + 1);
    },
  };
}
