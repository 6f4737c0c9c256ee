// Ways to put work on something.

/** Does `work` for the numbers from 0 to `count` - 1, so many at a time. Resolves with the seconds that it took. */
export async function doAll(count: number, atOnce: number, work: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const startedMs = performance.now();
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane));
  return (performance.now() - startedMs) / 1000;
}

/** Does `work` again and again for so long, so many at a time. Resolves with how often a second it was done. */
export async function ratePerSecond(
  forSeconds: number,
  atOnce: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  const startedMs = performance.now();
  const endMs = startedMs + forSeconds * 1000;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() < endMs) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return next / ((performance.now() - startedMs) / 1000);
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again until the answer is yes, spending a small part of the time on asking. Throws TookTooLong. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, atMostMs: number): Promise<void> {
  const startedMs = performance.now();
  for (;;) {
    const askedMs = performance.now();
    if (await isSo()) return;
    const nowMs = performance.now();
    if (nowMs - startedMs > atMostMs) throw new TookTooLong(`${what} took more than ${atMostMs} ms`);
    await pause(Math.max(2, 20 * (nowMs - askedMs)));
  }
}

/** Something that a benchmark waits for did not come about. */
export class TookTooLong extends Error {
  readonly code = 'TOOK_TOO_LONG';
}
