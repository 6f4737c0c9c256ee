/** The colour that the institution set is not one, or no shade of it can be read. */
export class AccentUnusable extends Error {
  readonly code = 'accent-unusable';
  constructor(accent: string) {
    super(`The accent colour must be written like #0b5a63 (got '${accent.slice(0, 40)}').`);
  }
}

type Rgb = readonly [number, number, number];

/** The accent where the institution has set none; `exam.css` says the same. */
export const ACCENT = '#0b5a63';

/** WCAG 2.2, success criterion 1.4.3: text against its ground. */
const CONTRAST_MIN = 4.5;
const WHITE: Rgb = [255, 255, 255];
const LIGHT_PAGE: Rgb = WHITE;
const DARK_PAGE: Rgb = [0x14, 0x18, 0x1b];
const DARK_INK: Rgb = [0x0a, 0x15, 0x17];

/**
 * Style rules for the institution's accent: the nearest darker shade that can be read on white, and the nearest lighter
 * one that can be read on the dark page, with the softer and the stronger shades made from them.
 * @throws AccentUnusable
 */
export function accentStyles(accent: string): string {
  const given = parse(accent);
  const light = lightShade(given);
  const dark = towards(given, WHITE, (shade) => contrast(shade, soften(shade, DARK_PAGE)) >= CONTRAST_MIN);
  return [
    `:root{${tokens(light, LIGHT_PAGE, [0, 0, 0])}--on-accent:#ffffff}`,
    `@media (prefers-color-scheme:dark){:root{${tokens(dark, DARK_PAGE, WHITE)}--on-accent:${hex(DARK_INK)}}}`,
    '@media print{:root{--accent:#000000;--accent-soft:#ffffff}}',
  ].join('\n');
}

/** The shade of an accent that can be read on white, and white on it. @throws AccentUnusable */
export const lightAccent = (accent: string): string => hex(lightShade(parse(accent)));

const lightShade = (given: Rgb): Rgb =>
  towards(given, [0, 0, 0], (shade) => contrast(shade, soften(shade, LIGHT_PAGE)) >= CONTRAST_MIN);

/** The ratio of WCAG 2.2: 1 for equal colours, 21 for black on white. */
export function contrast(a: Rgb, b: Rgb): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

const tokens = (accent: Rgb, page: Rgb, strong: Rgb): string =>
  `--accent:${hex(accent)};--accent-hover:${hex(mix(accent, strong, 0.25))};--accent-soft:${hex(soften(accent, page))};`;

const soften = (accent: Rgb, page: Rgb): Rgb => mix(page, accent, 0.09);

/** The first of 101 even steps from a colour to another that is good enough; the last one always is. */
function towards(from: Rgb, to: Rgb, goodEnough: (shade: Rgb) => boolean): Rgb {
  for (let percent = 0; percent < 100; percent += 1) {
    const shade = mix(from, to, percent / 100);
    if (goodEnough(shade)) return shade;
  }
  return to;
}

function parse(text: string): Rgb {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/iu.exec(text.trim());
  if (!match) throw new AccentUnusable(text);
  return [match[1], match[2], match[3]].map((part) => Number.parseInt(part ?? '', 16)) as unknown as Rgb;
}

const mix = (a: Rgb, b: Rgb, share: number): Rgb =>
  a.map((value, index) => Math.round(value + ((b[index] ?? 0) - value) * share)) as unknown as Rgb;

const hex = (colour: Rgb): string => `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
