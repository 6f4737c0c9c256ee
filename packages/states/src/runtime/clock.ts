/** The engine's only source of time. A host may run it faster than the world's, a simulation drives it by hand. */
export interface Clock {
  /** Milliseconds since the epoch; never goes backwards far enough to matter. */
  nowMs(): number;
  /** Calls `wake` once, at or soon after `atMs` on this clock. Returns what cancels it. */
  wakeAt(atMs: number, wake: () => void): () => void;
}

const DELAY_MS_MAX = 2_147_483_647;

/** The system's clock. Its timers don't keep the process alive. */
export function systemClock(): Clock {
  return scaledClock({ speed: 1, originMs: 0, startedMs: 0 });
}

export interface ClockScale {
  /** How many milliseconds of this clock pass in one of the system's. */
  readonly speed: number;
  /** What this clock showed when the system's showed `startedMs`. */
  readonly originMs: number;
  readonly startedMs: number;
}

/** A clock that runs `speed` times as fast as the system's. */
export function scaledClock({ speed, originMs, startedMs }: ClockScale): Clock {
  const nowMs = (): number =>
    speed === 1 ? Date.now() - startedMs + originMs : originMs + (Date.now() - startedMs) * speed;
  return {
    nowMs: () => Math.floor(nowMs()),
    wakeAt(atMs, wake) {
      let timeout: NodeJS.Timeout;
      const wait = (): void => {
        const delayMs = (atMs - nowMs()) / speed;
        timeout =
          delayMs > DELAY_MS_MAX ? setTimeout(wait, DELAY_MS_MAX) : setTimeout(wake, Math.max(0, Math.ceil(delayMs)));
        timeout.unref();
      };
      wait();
      return () => clearTimeout(timeout);
    },
  };
}
