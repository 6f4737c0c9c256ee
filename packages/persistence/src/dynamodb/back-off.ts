const PAUSE_MS_MIN = 4;
const PAUSE_MS_MAX = 1000;

/** Waits before a next try, longer each time; at random, so that those who met do not meet again. `tries`: so many so far. */
export const backOff = (tries: number): Promise<void> =>
  new Promise((resume) => setTimeout(resume, Math.random() * Math.min(PAUSE_MS_MIN * 2 ** tries, PAUSE_MS_MAX)));
