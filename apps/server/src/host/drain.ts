/** Work that is done when somebody says so, and now and then anyway; never twice at a time. */
export interface Drain {
  /** There may be work. Comes back at once. */
  wake(): void;
  /** Takes up no more work; resolves when what is under way is done. */
  stop(): Promise<void>;
}

export interface DrainOptions {
  run(): Promise<unknown>;
  /** The sweep that finds what a lost wake left. */
  everyMs: number;
  /** Told of a run that failed; the next sweep tries again. */
  onFault(error: unknown): void;
}

export function createDrain({ run, everyMs, onFault }: DrainOptions): Drain {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  const loop = async () => {
    do {
      again = false;
      try {
        await run();
      } catch (error) {
        onFault(error);
        return;
      }
    } while (again && !stopped);
  };
  const wake = () => {
    if (stopped) return;
    again = true;
    running ??= loop().finally(() => {
      running = undefined;
    });
  };
  const timer = setInterval(wake, everyMs);
  timer.unref();
  return {
    wake,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
