// Small things that answers have in common.

/** An instant as AWS JSON 1.0 has it: seconds, with a fraction. */
export function wireDate(epochMs: number): number {
  return epochMs / 1000;
}
