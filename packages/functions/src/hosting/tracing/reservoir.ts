import type { Clock } from '@resit/integrity/ports/deps';

/** Lets so many through in each second, and no more: what tracing may cost at most, however much there is to do. */
export function reservoir(perSecond: number, clock: Clock): () => boolean {
  let second = Number.NaN;
  let left = 0;
  return () => {
    const now = Math.floor(clock.nowMs() / 1000);
    if (now !== second) {
      second = now;
      left = perSecond;
    }
    if (left === 0) return false;
    left -= 1;
    return true;
  };
}
