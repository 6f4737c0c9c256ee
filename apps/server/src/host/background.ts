import type { Log } from './log.ts';

/** Work that goes on after its request was answered. */
export interface Background {
  run(work: () => Promise<void>): void;
  /** Resolves when all of it is done. */
  settled(): Promise<void>;
}

export function createBackground(log: Log): Background {
  const running = new Set<Promise<void>>();
  return {
    run(work) {
      const run = work()
        .catch((error: unknown) => log.error('background work failed', {}, error))
        .finally(() => running.delete(run));
      running.add(run);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
