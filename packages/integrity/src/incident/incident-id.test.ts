import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashedIncidentId, incidentIdOf } from './incident-id.ts';

it('makes 26 characters of the alphabet from any text, the same each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(hashedIncidentId(text)).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
      expect(hashedIncidentId(text)).toBe(hashedIncidentId(text));
    }),
  );
});

it('takes the bits of the hash in order', () => {
  // SHA-256 of nothing begins e3b0c442…: 11100 01110 11000 01100 01000 10000 10…
  expect(hashedIncidentId('').slice(0, 6)).toBe('werc8g');
});

it('tells callers apart who use the same key', () => {
  expect(incidentIdOf('a', 'key')).not.toBe(incidentIdOf('b', 'key'));
  expect(incidentIdOf('a', 'key')).not.toBe(incidentIdOf('a', 'key2'));
});
