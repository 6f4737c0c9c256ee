import { describe, expect, it } from 'vitest';
import { StateFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { PathSyntaxError } from '../jsonpath/parse.ts';
import { emptyScope } from '../testing/empty-scope.ts';
import { compileIntrinsic } from './compile.ts';

const data = { name: 'Ada', list: [1, 2, 2, 3], object: { a: 1, b: [] }, text: '{"a":1}' };

function run(source: string): Json {
  return compileIntrinsic(source).read(emptyScope({ data, variables: { v: 'var' } }));
}

describe('an intrinsic function', () => {
  it.each<[string, Json]>([
    ["States.Format('Hello {}, {} and {}', $.name, 1, null)", 'Hello Ada, 1 and null'],
    ["States.Format('{}', $.object)", '{a=1, b=[]}'],
    ["States.Format('It\\'s \\{{}\\}', $v)", "It's {var}"],
    ['States.StringToJson($.text)', { a: 1 }],
    ['States.JsonToString($.object)', '{"a":1,"b":[]}'],
    ["States.Array(1, 'a', true, $.name, States.Array())", [1, 'a', true, 'Ada', []]],
    ['States.ArrayPartition($.list, 3)', [[1, 2, 2], [3]]],
    ['States.ArrayContains($.list, 3)', true],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayGetItem($.list, 3)', 3],
    ['States.ArrayLength($.list)', 4],
    ['States.ArrayUnique($.list)', [1, 2, 3]],
    ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", 'Data to encode'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['States.JsonMerge($.object, States.StringToJson($.text), false)', { a: 1, b: [] }],
    ['States.MathRandom(1, 11)', 6],
    ['States.MathAdd(1, -3.5)', -2],
    ["States.StringSplit('This.is+a,test=string', '.+,=')", ['This', 'is', 'a', 'test', 'string']],
    ['States.UUID()', 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'],
  ])('%s', (source, expected) => {
    expect(run(source)).toEqual(expected);
  });

  it('draws the same number for the same seed', () => {
    expect(run('States.MathRandom(1, 1000000, 42)')).toBe(run('States.MathRandom(1, 1000000, 42)'));
  });

  it.each([
    'States.ArrayPartition($.list, 0)',
    'States.ArrayRange(0, 5000, 1)',
    'States.ArrayGetItem($.list, 4)',
    'States.ArrayLength($.name)',
    "States.Hash('a', 'CRC')",
    'States.JsonMerge($.object, $.object, true)',
    'States.MathRandom(2, 2)',
    "States.Format('{} {}', 1)",
    "States.Format('{}', 1, 2)",
    'States.StringToJson($.name)',
    "States.Base64Decode('!')",
  ])('fails the state: %s', (source) => {
    expect(() => run(source)).toThrow(StateFailure);
    expect(() => run(source)).toThrow(`The function '${source}' had the following error: `);
  });

  it('names the argument that is not there', () => {
    expect(() => run('States.ArrayLength($.missing)')).toThrow("'$.missing'");
  });

  it.each([
    'States.Nothing()',
    'States.UUID(1)',
    "States.Format('a\\\"b')",
    "States.Format('open)",
    'States.Array(1',
    'States.Array(1) rest',
    'States.Array(,)',
  ])('refuses %s', (source) => {
    expect(() => compileIntrinsic(source)).toThrow(PathSyntaxError);
  });
});
