const EVERY_MS = 1000;

/** Tells how far long work has come. */
export type Progress = (done: number, of: number) => void;

/** Progress as lines of words, at most one a second and one at the end. */
export function progressLines(
  what: string,
  say: (line: string) => void,
  nowMs: () => number = () => performance.now(),
): Progress {
  let saidMs = nowMs();
  const inWords = (count: number): string => count.toLocaleString('en');
  return (done, of) => {
    const now = nowMs();
    if (done < of && now - saidMs < EVERY_MS) return;
    saidMs = now;
    say(`${what}: ${inWords(done)} of ${inWords(of)}`);
  };
}
