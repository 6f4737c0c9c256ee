import { expect, test } from 'vitest';
import { displayOf, parsePreferences } from './table-preferences.ts';

const defaults = { pageSize: 25, wrapLines: true, stripedRows: false, visible: ['reference', 'status'] };

test('keeps what fits of stored preferences and takes defaults for the rest', () => {
  expect(parsePreferences('{"pageSize":100,"wrapLines":"yes","visible":["student",3]}', defaults)).toEqual({
    ...defaults,
    pageSize: 100,
    visible: ['student'],
  });
});

test.each([null, '{', 'null', '[]', '{"pageSize":7,"visible":[]}'])('falls back to defaults for %j', (text) => {
  expect(parsePreferences(text, defaults)).toEqual(defaults);
});

test('shows columns in the order chosen, and leaves out those that the list does not have', () => {
  expect(displayOf(['a', 'b', 'c'], ['c', 'x', 'a'])).toEqual([
    { id: 'c', visible: true },
    { id: 'a', visible: true },
    { id: 'b', visible: false },
  ]);
});
