import { expect, test } from 'vitest';
import { keptOnDevice } from './device.ts';

/** As much of the browser's storage as is used. */
function storage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}
const form = (number: number) => ({
  url: `/exam/a/question/${number}`,
  fields: [['choice', '1']] as [string, string][],
});

test('keeps the last answer to each question until it is sent, beyond the page', () => {
  const there = storage();
  const store = keptOnDevice(() => there);
  store.keep(form(1));
  store.keep({ ...form(1), fields: [['choice', '2']] });
  store.keep(form(2));
  store.drop(form(2).url);
  expect(keptOnDevice(() => there).all()).toEqual([{ ...form(1), fields: [['choice', '2']] }]);
  expect(store.find(form(2).url)).toBeUndefined();
});

test('keeps answers for as long as the page is open where the browser forbids storage or has no room', () => {
  const store = keptOnDevice(() => {
    throw new Error('forbidden');
  });
  store.keep(form(1));
  expect(store.all()).toEqual([form(1)]);
});

test('leaves alone what is not its own or cannot be read', () => {
  const there = storage();
  there.setItem('other', '{}');
  there.setItem('resit-answer:/exam/a/question/1', '{');
  there.setItem('resit-answer:/exam/a/question/2', '[]');
  expect(keptOnDevice(() => there).all()).toEqual([]);
});
