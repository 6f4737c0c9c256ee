/** A clock that goes on as the world's does, and is moved ahead by hand: days pass in no time, and none too early. */
export class MovedClock {
  #aheadMs = 0;
  readonly #waiting = new Set<() => void>();

  nowMs(): number {
    return Date.now() + this.#aheadMs;
  }

  /** Calls `wake` once, at or soon after `atMs` on this clock. Returns what cancels it. */
  wakeAt(atMs: number, wake: () => void): () => void {
    let timeout: NodeJS.Timeout | undefined;
    const cancel = () => {
      clearTimeout(timeout);
      this.#waiting.delete(look);
    };
    const look = () => {
      clearTimeout(timeout);
      const leftMs = atMs - this.nowMs();
      if (leftMs > 0) {
        timeout = setTimeout(look, Math.min(leftMs, 60_000));
        timeout.unref();
        return;
      }
      cancel();
      wake();
    };
    this.#waiting.add(look);
    // Not at once: whoever asks has not got what cancels it yet.
    timeout = setTimeout(look, 0);
    timeout.unref();
    return cancel;
  }

  moveBy(durationMs: number): void {
    this.#aheadMs += durationMs;
    for (const look of [...this.#waiting]) look();
  }

  /** Goes on to an instant; one that is over already changes nothing. */
  moveTo(instant: string | number): void {
    const atMs = typeof instant === 'number' ? instant : Date.parse(instant);
    this.moveBy(Math.max(0, atMs - this.nowMs()));
  }
}

/** A clock that stands still, for what refills as time passes: how slow the machine is makes no difference. */
export function stoppedClock(): { nowMs(): number } {
  const atMs = Date.now();
  return { nowMs: () => atMs };
}
