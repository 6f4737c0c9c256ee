import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StateFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { parsePath } from './parse.ts';
import { setAtPath } from './reference.ts';

function set(path: string, into: Json, value: Json): Json {
  return setAtPath(path, parsePath(path).steps, into, value);
}

describe('a Reference Path', () => {
  it('takes the whole place at $', () => {
    expect(set('$', { a: 1 }, 2)).toBe(2);
  });

  it('makes the objects on its way', () => {
    expect(set('$.a.b.c', {}, 1)).toEqual({ a: { b: { c: 1 } } });
  });

  it('replaces an item of an array', () => {
    expect(set('$.list[1]', { list: [1, 2, 3] }, 'x')).toEqual({ list: [1, 'x', 3] });
  });

  it.each<[string, Json]>([
    ['$.a.b', { a: 1 }],
    ['$.a', [1]],
    ['$.list[5]', { list: [1] }],
    ['$.a[0]', { a: {} }],
  ])('does not fit: %s', (path, into) => {
    const attempt = () => set(path, into, 1);
    expect(attempt).toThrow(StateFailure);
    expect(attempt).toThrow('Unable to apply Reference Path');
  });

  it('leaves what it was given as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (object, value) => {
        const before = JSON.stringify(object);
        set('$.put.here', { ...(object as Record<string, Json>), put: {} }, value as Json);
        expect(JSON.stringify(object)).toBe(before);
      }),
    );
  });
});
