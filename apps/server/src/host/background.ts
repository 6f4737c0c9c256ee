import type { Log } from '@resit/functions/hosting/log';

/** Work that goes on after its request was answered. */
export interface Background {
  run(work: (stopping: AbortSignal) => Promise<void>): void;
  /** Tells all of it to stop where it can be taken up again; resolves when it has. */
  settled(): Promise<void>;
}

export function createBackground(log: Log): Background {
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  return {
    run(work) {
      const run = work(stopping.signal)
        .catch((error: unknown) => log.error('background work failed', {}, error))
        .finally(() => running.delete(run));
      running.add(run);
    },
    async settled() {
      stopping.abort();
      while (running.size > 0) await Promise.all(running);
    },
  };
}
