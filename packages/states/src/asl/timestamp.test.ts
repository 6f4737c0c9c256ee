import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimestamp } from './timestamp.ts';

describe('a timestamp', () => {
  it.each([
    ['2016-03-14T01:59:00Z', Date.UTC(2016, 2, 14, 1, 59)],
    ['2016-03-14T01:59:00+01:30', Date.UTC(2016, 2, 14, 0, 29)],
    ['2016-02-29T00:00:00Z', Date.UTC(2016, 1, 29)],
    ['2016-03-05T21:29:29.25Z', Date.UTC(2016, 2, 5, 21, 29, 29, 250)],
  ])('reads %s', (text, expected) => {
    expect(parseTimestamp(text)).toBe(expected);
  });

  it.each([
    '2016-13-05T21:29:29Z',
    '05-12-2016T21:29:29Z',
    '2016-12-05 21:29:29Z',
    '2016-12-05T21:29:29',
    '2016-12-05T25:29:29Z',
    '2017-02-29T00:00:00Z',
    '2016-12-05t21:29:29z',
    '2016-12-05',
    '',
  ])('refuses %j', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  it('reads what Date writes', () => {
    const dates = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseTimestamp(date.toISOString())).toBeCloseTo(date.getTime(), 3);
      }),
    );
  });
});
