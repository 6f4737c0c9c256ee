export interface Point {
  x: number;
  y: number;
}

/** Breaks a label into lines of at most so many characters, between words; a longer word stays whole. */
export function labelLines(label: string, most = 18): string[] {
  const lines: string[] = [];
  for (const word of label.split(' ').filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const lineHeight = 15;
/** Room for a count such as `3×`, which any way may come to show. */
const countWidth = 26;

/** Room that a way's label needs, its count included. */
export function labelSize(label: string): { width: number; height: number } {
  const lines = labelLines(label);
  const longest = Math.max(0, ...lines.map((line) => line.length));
  return {
    width: Math.ceil(longest * 6.4) + countWidth,
    height: Math.max(1, lines.length) * lineHeight + 4,
  };
}

const towards = (from: Point, to: Point, distance: number): Point => {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) * distance) / length, y: from.y + ((to.y - from.y) * distance) / length };
};

const round = (value: number): number => Math.round(value * 10) / 10;
const text = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

/** An SVG path through points, its corners rounded as far as the lines on both sides allow. */
export function roundedPath(points: readonly Point[], radius: number): string {
  const [first, ...rest] = points;
  if (!first || rest.length === 0) return '';
  const parts = [`M ${text(first)}`];
  for (const [index, point] of rest.entries()) {
    const before = points[index] ?? first;
    const after = rest[index + 1];
    if (!after) {
      parts.push(`L ${text(point)}`);
      continue;
    }
    const room = Math.min(
      radius,
      Math.hypot(point.x - before.x, point.y - before.y) / 2,
      Math.hypot(after.x - point.x, after.y - point.y) / 2,
    );
    parts.push(`L ${text(towards(point, before, room))}`, `Q ${text(point)} ${text(towards(point, after, room))}`);
  }
  return parts.join(' ');
}
