/** How much of an exam each topic takes: topic to weight; only proportions matter. A weight of 0 leaves the topic out. */
export type Blueprint = Readonly<Record<string, number>>;

/** At most this share of an exam is true or false, since half of them can be guessed. */
const TRUE_FALSE_SHARE_MAX = 4 / 20;

/** The most true/false questions in an exam of `count`. */
export function trueFalseMax(count: number): number {
  return Math.floor(count * TRUE_FALSE_SHARE_MAX + Number.EPSILON);
}

/**
 * How many of `count` questions each topic gets: by weight, the largest remainders rounded up, ties to the topic that
 * comes first. The quotas add up to `count` unless no topic has a weight; topics with none are left out.
 */
export function topicQuotas(blueprint: Blueprint, count: number): ReadonlyMap<string, number> {
  const weighted = Object.entries(blueprint).filter(([, weight]) => weight > 0);
  const weightTotal = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  const shares = weighted.map(([topic, weight], index) => {
    const exact = (weight * count) / weightTotal;
    const whole = Math.floor(exact + 1e-9);
    return { topic, index, whole, remainder: exact - whole };
  });
  const left = count - shares.reduce((sum, share) => sum + share.whole, 0);
  const roundedUp = new Set(
    [...shares]
      .sort((a, b) => (Math.abs(a.remainder - b.remainder) > 1e-9 ? b.remainder - a.remainder : a.index - b.index))
      .slice(0, left)
      .map((share) => share.topic),
  );
  return new Map(
    shares
      .map(({ topic, whole }) => [topic, whole + (roundedUp.has(topic) ? 1 : 0)] as const)
      .filter(([, quota]) => quota > 0),
  );
}
