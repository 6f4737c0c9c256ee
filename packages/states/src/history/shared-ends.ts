/** How many code units two texts have in common at their start, and beyond that at their end. */
export interface SharedEnds {
  readonly start: number;
  readonly end: number;
}

/** Never cuts a surrogate pair in two. */
export function sharedEnds(a: string, b: string): SharedEnds {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  if (start > 0 && isHigh(b.charCodeAt(start - 1))) start -= 1;
  let end = 0;
  while (end < most - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end += 1;
  if (end > 0 && isLow(b.charCodeAt(b.length - end))) end -= 1;
  return { start, end };
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
