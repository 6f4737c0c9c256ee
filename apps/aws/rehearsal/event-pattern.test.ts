import { describe, expect, it } from 'vitest';
import { matches, PatternUnknown } from './event-pattern.ts';

const written = { eventName: 'INSERT', dynamodb: { Keys: { pk: { S: 'mail#1' }, sk: { S: 'item' } } } };
const keysBeginning = (prefix: string) => ({ dynamodb: { Keys: { pk: { S: [{ prefix }] } } } });

describe('a pattern', () => {
  it('fits an event that has one of its values in every field that it names', () => {
    expect(matches({ eventName: ['INSERT', 'MODIFY'], ...keysBeginning('mail#') }, written)).toBe(true);
    expect(matches({ eventName: ['REMOVE'], ...keysBeginning('mail#') }, written)).toBe(false);
    expect(matches({ eventName: ['INSERT'], ...keysBeginning('callback#') }, written)).toBe(false);
  });

  it('does not fit an event without a field that it names, unless it asks for its absence', () => {
    expect(matches({ detail: { status: ['FAILED'] } }, written)).toBe(false);
    expect(matches({ detail: { status: [{ exists: false }] } }, written)).toBe(true);
  });

  it('is refused where it says what nobody has taught this', () => {
    expect(() => matches({ eventName: [{ wildcard: 'I*' }] }, written)).toThrow(PatternUnknown);
  });
});
