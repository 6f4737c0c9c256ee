import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assetsFrom } from './assets.ts';
import { ACCENT, AccentUnusable, accentStyles, contrast } from './theme.ts';

const token = (styles: string, name: string): [number, number, number] => {
  const match = new RegExp(`--${name}:#([0-9a-f]{6})`).exec(styles);
  const value = Number.parseInt(match?.[1] ?? '', 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

test('derives from any colour a shade that can be read on the light page, on the dark page and on its own tint', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (colour) => {
      const [light = '', dark = ''] = accentStyles(`#${colour.toString(16).padStart(6, '0')}`).split('\n');
      expect(contrast(token(light, 'accent'), [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
      expect(contrast(token(light, 'accent'), token(light, 'accent-soft'))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(token(dark, 'accent'), [0x14, 0x18, 0x1b])).toBeGreaterThanOrEqual(4.5);
      expect(contrast(token(dark, 'accent'), token(dark, 'accent-soft'))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(token(dark, 'accent'), token(dark, 'on-accent'))).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test('keeps a colour that can be read as it is', () => {
  expect(accentStyles('#0B5A63')).toContain('--accent:#0b5a63;');
});

test('draws the icon in a shade of the accent on which white can be seen, and in the default of the styles', () => {
  expect(assetsFrom('', '').icon.body).toContain(`fill="${ACCENT}"`);
  expect(readFileSync(new URL('./styles/exam.css', import.meta.url), 'utf8')).toContain(`--accent: ${ACCENT};`);
  const yellow = assetsFrom('', '', '#ffd500').icon.body;
  const shade = /rx="7" fill="#([0-9a-f]{6})"/.exec(yellow)?.[1] ?? '';
  expect(contrast(token(`--accent:#${shade}`, 'accent'), [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
});

test('refuses what is no colour', () => {
  for (const wrong of ['', 'teal', '#12345', '#1234567', 'red;}body{display:none'])
    expect(() => accentStyles(wrong)).toThrow(AccentUnusable);
});
