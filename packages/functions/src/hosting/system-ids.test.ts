import { expect, it } from 'vitest';
import { systemIds } from './system-ids.ts';

it('makes ids of as many characters as their bits need, all different', () => {
  const ids = Array.from({ length: 2000 }, () => systemIds.random(130));
  for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/u);
  expect(new Set(ids).size).toBe(ids.length);
  expect(systemIds.random(101)).toHaveLength(21);
});

it('makes codes of every character of any alphabet, about equally often', () => {
  for (const alphabet of ['0123456789', '0123456789abcdef', 'ab']) {
    const counts = new Map<string, number>();
    for (const character of systemIds.code(20_000, alphabet)) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect([...counts.keys()].sort().join('')).toBe(alphabet);
    // Ten standard deviations.
    const expected = 20_000 / alphabet.length;
    for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(10 * Math.sqrt(expected));
  }
});
