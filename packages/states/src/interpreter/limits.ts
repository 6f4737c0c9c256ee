/** What Step Functions allows a payload: an input, an output, a result. */
export const MAX_PAYLOAD_BYTES = 262_144;
/** One variable. */
export const MAX_VARIABLE_BYTES = 262_144;
/** All variables of an execution. */
export const MAX_VARIABLES_BYTES = 10_485_760;
export const MAX_HISTORY_EVENTS = 25_000;
/** What all lines of an execution may hold at a time as input: it is written with every commit. */
export const MAX_HELD_CHARACTERS = 33_554_432;

/** True where the text is longer than `maxBytes` in UTF-8. */
export function exceeds(text: string, maxBytes: number): boolean {
  if (text.length * 3 <= maxBytes) return false;
  return text.length > maxBytes || Buffer.byteLength(text, 'utf8') > maxBytes;
}
