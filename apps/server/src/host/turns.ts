/** Lets work begin in the order in which it comes: all of it at once, or one after the other while others are to go first. */
export interface Turns {
  take<T>(work: () => Promise<T>): Promise<T>;
}

export function createTurns({ giveWay }: { giveWay(): boolean }): Turns {
  let running = 0;
  let waiting: (() => void)[] = [];
  let next = 0;
  // What gives way goes on nevertheless: it never comes to a stand.
  const mayBegin = (): boolean => running === 0 || !giveWay();
  const beginWaiting = (): void => {
    while (next < waiting.length && mayBegin()) {
      running += 1;
      (waiting[next++] as () => void)();
    }
    if (next === waiting.length) {
      waiting = [];
      next = 0;
    }
  };
  return {
    async take(work) {
      if (waiting.length === 0 && mayBegin()) running += 1;
      else await new Promise<void>((begin) => waiting.push(begin));
      try {
        return await work();
      } finally {
        running -= 1;
        beginWaiting();
      }
    },
  };
}
