/**
 * What a person can read of an execution's cause: a failed function's is JSON with its message in `errorMessage`, without
 * the full stop, so that it can stand in a sentence; any other is words already.
 */
export function causeWords(cause: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(cause);
  } catch {
    parsed = undefined;
  }
  const message =
    typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed && typeof parsed.errorMessage === 'string'
      ? parsed.errorMessage
      : cause;
  return message.trim().replace(/\.$/u, '');
}
