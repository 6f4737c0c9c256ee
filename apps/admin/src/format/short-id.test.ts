import { expect, test } from 'vitest';
import { shortened } from './short-id.ts';

test('keeps the beginning and the end of a long id', () => {
  expect(shortened('7k3m9qxd2tabcdefghjkmnpqrs')).toBe('7k3m9qx…pqrs');
});

test('keeps an id whole that is short enough to read', () => {
  expect(shortened('7K3M9-QXD2T')).toBe('7K3M9-QXD2T');
});
