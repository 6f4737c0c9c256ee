/** Lets work begin in the order in which it comes, so much at a time, and less of it while others are to go first. */
export interface Turns {
  take<T>(work: () => Promise<T>): Promise<T>;
}

/** Enough to share every sync, and soon over when somebody comes who goes first. */
const AT_ONCE = 32;
/** Work that gives way goes on nevertheless: it never comes to a stand. */
const AT_ONCE_GIVING_WAY = 4;

export function createTurns({ giveWay }: { giveWay(): boolean }): Turns {
  let running = 0;
  let waiting: (() => void)[] = [];
  let next = 0;
  const mayBegin = (): boolean => running < (giveWay() ? AT_ONCE_GIVING_WAY : AT_ONCE);
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
