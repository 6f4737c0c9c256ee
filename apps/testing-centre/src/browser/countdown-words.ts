const MINUTE_MS = 60_000;
const NEAR_MS = 5 * MINUTE_MS;
const WARNINGS_MINUTES = [10, 5, 1] as const;

const minutesWords = (minutes: number): string => `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;

/** 'Time left: 24 minutes'; seconds only in the last minute. */
export function countdownWords(leftMs: number): string {
  if (leftMs <= 0) return 'The time is over. We hand in what you have answered.';
  if (leftMs <= MINUTE_MS) {
    const seconds = Math.ceil(leftMs / 1000);
    return `Time left: ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  }
  const minutes = Math.ceil(leftMs / MINUTE_MS);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `Time left: ${minutesWords(minutes)}`;
  const rest = minutes % 60;
  return `Time left: ${hours} ${hours === 1 ? 'hour' : 'hours'}${rest > 0 ? ` ${minutesWords(rest)}` : ''}`;
}

/** The last five minutes, in which the line may be louder. */
export const isNear = (leftMs: number): boolean => leftMs <= NEAR_MS;

/**
 * What to say aloud when the time left went from one value to another: the last warning that was passed on the way.
 * Opening the page says nothing unless a warning falls within its minute.
 */
export function warningBetween(beforeMs: number, leftMs: number): string | undefined {
  const passed = WARNINGS_MINUTES.filter((minutes) => {
    const atMs = minutes * MINUTE_MS;
    return beforeMs === Number.POSITIVE_INFINITY
      ? leftMs <= atMs && leftMs > atMs - MINUTE_MS
      : beforeMs > atMs && leftMs <= atMs;
  });
  const last = passed.at(-1);
  if (last === undefined || leftMs <= 0) return undefined;
  return last === 1
    ? 'One minute left. What you have answered is handed in when the time is over.'
    : `${minutesWords(last)} left.`;
}
