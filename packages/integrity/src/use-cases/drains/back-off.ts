const FIRST_MS = 1000;
const MOST_MS = 3_600_000;

/** How long to wait after so many failed attempts (from 1): twice as long each time, up to an hour. */
export const backOffMs = (attempts: number): number => Math.min(FIRST_MS * 2 ** (attempts - 1), MOST_MS);
