const TRIES_MAX = 12;
const PAUSE_MS_MIN = 100;
const PAUSE_MS_MAX = 20_000;

/** What AWS says when it is asked for more than it gives at the moment. */
const throttles: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
  'InternalServerError',
  'ServiceUnavailable',
]);

function isThrottle(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return throttles.has(error.name) || isThrottle(error.cause);
}

/** Does again what was refused because too much was asked for at once, for about two minutes. For bulk work that may wait. */
export async function patiently<T>(
  work: () => Promise<T>,
  pause: (ms: number) => Promise<void> = (ms) => new Promise((resume) => setTimeout(resume, ms)),
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isThrottle(error) || tries === TRIES_MAX) throw error;
      await pause(Math.random() * Math.min(PAUSE_MS_MIN * 2 ** tries, PAUSE_MS_MAX));
    }
  }
}
