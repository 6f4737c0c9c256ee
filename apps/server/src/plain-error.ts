/**
 * True for errors of ours, whose message says all that a person needs: they are shown without a stack. Their codes are
 * words with hyphens; Node's and SQLite's are in capitals.
 */
export const isPlain = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[a-z]+(-[a-z]+)*$/u.test(error.code);
