import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { emptyScope } from '../testing/empty-scope.ts';
import { compilePath } from './compile.ts';
import { PathSyntaxError } from './parse.ts';

const store: Json = {
  'a b': 1,
  items: [
    { name: 'x', price: 5, tags: ['red', 'blue'] },
    { name: 'y', price: 15 },
    { name: null, price: 25 },
  ],
  empty: {},
  nothing: null,
};

function read(path: string, data: Json = store): Json | undefined {
  return compilePath(path).read(emptyScope({ data }));
}

describe('a JSONPath', () => {
  it.each<[string, Json | undefined]>([
    ['$', store],
    ['$.nothing', null],
    ['$.missing', undefined],
    ['$.nothing.deeper', undefined],
    ["$['a b']", 1],
    ['$["a b"]', 1],
    ['$.items[0].name', 'x'],
    ['$.items[-1].price', 25],
    ['$.items[9]', undefined],
    ['$.items[*].name', ['x', 'y', null]],
    ['$.items[0,2].price', [5, 25]],
    ['$.items[1:].price', [15, 25]],
    ['$.items[:-1].price', [5, 15]],
    ['$.items[0:3:2].price', [5, 25]],
    ['$..price', [5, 15, 25]],
    ['$..tags[0]', ['red']],
    ['$.items[?(@.price > 10)].name', ['y', null]],
    ["$.items[?(@.name == 'x' || @.name == 'y')].price", [5, 15]],
    ['$.items[?(@.tags)].price', [5]],
    ['$.items[?(!@.tags && @.price < 20)].price', [15]],
    ["$.items[?(@.name in ['x'])].price", [5]],
    ['$.items[?(@.name =~ /X/i)].price', [5]],
    ["$.items[0]['name','price']", [{ name: 'x', price: 5 }]],
    ['$.empty[*]', []],
    ['$.missing[*].x', []],
    ['$.items.length()', 3],
  ])('reads %s', (path, expected) => {
    expect(read(path)).toEqual(expected);
  });

  it('reads the context object and variables', () => {
    const scope = emptyScope({ context: { Execution: { Name: 'n' } }, variables: { who: { name: 'li' } } });
    expect(compilePath('$$.Execution.Name').read(scope)).toBe('n');
    expect(compilePath('$who.name').read(scope)).toBe('li');
    expect(compilePath('$nobody').read(scope)).toBeUndefined();
  });

  it.each(['', 'a', '$.', '$[', "$['a", '$.a[?(@.b', '$.a.avg()', '$ a', '$.a[x]'])('refuses %j', (path) => {
    expect(() => compilePath(path)).toThrow(PathSyntaxError);
  });

  it('says where nothing was found', () => {
    const missing = (path: string) => compilePath(path).missing(emptyScope({ data: store }));
    expect(missing('$.no')).toBe("No results for path: $['no']");
    expect(missing('$.no.deeper')).toBe("Missing property in path $['no']");
  });

  it('never sees what objects inherit', () => {
    expect(read('$.constructor', {})).toBeUndefined();
    expect(read('$.toString.name', {})).toBeUndefined();
  });

  it('reads any member that is there, whatever its name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.jsonValue(), (name, value) => {
        const quoted = name.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
        const data = JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(value)}}`) as Json;
        expect(read(`$['${quoted}']`, data)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('fails on any text with its own error or not at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'$.[]()?@*:,\'"ab01 =!<>&|~/-') }), (text) => {
        try {
          compilePath(text);
        } catch (error) {
          expect(error).toBeInstanceOf(PathSyntaxError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
