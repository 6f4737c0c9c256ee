import type { Clock } from '@resit/integrity/ports/deps';

export const systemClock: Clock = { nowMs: () => Date.now() };
