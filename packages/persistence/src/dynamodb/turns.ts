/** Work that names a key waits for what named it before. The outcome of one is nothing to the next. */
export type TakeTurn = <T>(keys: readonly string[], work: () => Promise<T>) => Promise<T>;

export function takingTurns(): TakeTurn {
  const lastByKey = new Map<string, Promise<unknown>>();
  return async (keys, work) => {
    const before = keys.map((key) => lastByKey.get(key));
    const mine = Promise.all(before).then(work);
    const over = mine.then(
      () => undefined,
      () => undefined,
    );
    for (const key of keys) lastByKey.set(key, over);
    try {
      return await mine;
    } finally {
      for (const key of keys) if (lastByKey.get(key) === over) lastByKey.delete(key);
    }
  };
}
