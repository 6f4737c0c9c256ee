import { performance } from 'node:perf_hooks';
import type { Clock } from '@resit/integrity/ports/deps';

/** As far the two clocks may be apart before the one is set by the other: the machine slept, or its time was corrected. */
const APART_MS_MAX = 50;

/** The clock's time with fractions of milliseconds, in which nothing is over before it began. */
export function preciseClock(clock: Clock): () => number {
  let offsetMs = Number.NaN;
  return () => {
    const now = performance.now();
    const wallMs = clock.nowMs();
    if (!(Math.abs(wallMs - (now + offsetMs)) <= APART_MS_MAX)) offsetMs = wallMs - now;
    return now + offsetMs;
  };
}
