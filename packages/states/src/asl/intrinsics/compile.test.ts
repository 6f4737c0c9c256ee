import { describe, expect, it } from 'vitest';
import { StateFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { PathSyntaxError } from '../jsonpath/parse.ts';
import { emptyScope } from '../testing/empty-scope.ts';
import { compileIntrinsic } from './compile.ts';

const data = {
  name: 'Ada',
  list: [1, 2, 2, 3],
  object: { a: 1, b: [] },
  text: '{"a":1}',
  truncated: '{"a":1',
  long: 'a'.repeat(10_001),
  md5: 'MD5',
};

function run(source: string): Json {
  return compileIntrinsic(source).read(emptyScope({ data, variables: { v: 'var' } }));
}

function failureOf(source: string): [code: string, message: string] {
  try {
    run(source);
  } catch (error) {
    if (error instanceof StateFailure) return [error.code, error.message];
    throw error;
  }
  return ['none', ''];
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

  it.each<[string, Json]>([
    ['States.ArrayRange(1.6, 1.4, 1)', [1]],
    ['States.ArrayRange(5.4, -0.6, -2.4)', [5, 3, 1]],
    ['States.ArrayRange(5, 1, 1)', []],
    ['States.ArrayRange(3, 3, -1)', [3]],
    [
      'States.ArrayPartition($.list, 2.6)',
      [
        [1, 2],
        [2, 3],
      ],
    ],
    ['States.ArrayGetItem($.list, 1.9)', 2],
    ['States.ArrayGetItem(States.Array(), 7)', null],
    ['States.ArrayGetItem(States.Array(null), 0)', null],
    ["States.StringToJson('')", null],
    ["States.StringToJson(' [1] ')", [1]],
    ["States.Base64Decode(' YWJjZA== ')", 'abcd'],
    ["States.Base64Decode('YWJjZA')", 'abcd'],
    ["States.Hash(1, 'MD5')", 'c4ca4238a0b923820dcc509a6f75849b'],
    ["States.JsonMerge($.object, $.object, 'false')", { a: 1, b: [] }],
    ['States.MathRandom(1, 100, 42)', 63],
    ['States.MathRandom(1, 10, -10)', 1],
    ['States.MathAdd(2147483646, 1)', 2147483647],
    ['States.MathAdd(-1.5, 0)', -1],
    ["States.StringSplit(',a,,b,', ',')", ['a', 'b']],
  ])('rounds, fills in and draws as AWS does: %s', (source, expected) => {
    expect(run(source)).toEqual(expected);
  });

  it.each([
    'States.ArrayPartition($.list, 0.6)',
    'States.ArrayPartition($.list, -1)',
    "States.ArrayPartition($.list, '2')",
    "States.ArrayPartition('no', 2)",
    'States.ArrayRange(1, 1001, 1)',
    'States.ArrayRange(1, 10, 0.49)',
    "States.ArrayRange('a', 5, 1)",
    'States.ArrayRange(1, 5)',
    'States.ArrayGetItem($.list, 4)',
    'States.ArrayGetItem($.list, -1)',
    "States.ArrayGetItem($.list, '1')",
    "States.ArrayGetItem('no', 0)",
    'States.ArrayLength($.name)',
    'States.ArrayUnique($.object)',
    'States.ArrayContains($.object, 1)',
    "States.Hash('a', 'CRC')",
    "States.Hash('a', 'sha-256')",
    "States.Hash('a', 'toString')",
    'States.Hash($.long, $.md5)',
    'States.Base64Encode(1)',
    'States.Base64Encode($.long)',
    'States.Base64Decode(123)',
    'States.JsonMerge($.object, $.object, true)',
    'States.JsonMerge($.object, null, false)',
    'States.MathRandom(2, 2)',
    'States.MathRandom(1.4, 1.6)',
    "States.MathRandom(1, 10, 'seed')",
    'States.MathRandom(1, 10, 5, 99)',
    'States.MathAdd(2147483647, 1)',
    'States.MathAdd(3000000000, 1)',
    "States.MathAdd('1', 2)",
    'States.MathAdd(true, 1)',
    'States.MathAdd(1)',
    'States.StringToJson(1)',
    'States.StringToJson()',
    "States.StringSplit(123, ',')",
    "States.StringSplit('a,b', null)",
    'States.UUID(1)',
    "States.Format('{} {}', 1)",
    "States.Format('{}', 1, 2)",
    'States.Format($.object)',
  ])('ends the execution where the arguments are wrong: %s', (source) => {
    const name = source.slice(0, source.indexOf('('));
    expect(failureOf(source)).toEqual([
      'States.Runtime',
      `There was an error while evaluating the intrinsic function: ${source}. Invalid arguments in ${name}`,
    ]);
  });

  it.each([
    ["States.Format('Hello {', $.name)", "matching '}' not found for '{'."],
    ["States.Format('Hello {{}}', $.name)", "matching '}' not found for '{'."],
    ["States.Format('}')", "matching '{' not found for '}'."],
  ])('says which brace of a template stands alone: %s', (source, reason) => {
    expect(failureOf(source)[1]).toBe(
      `There was an error while evaluating the intrinsic function: ${source}. Invalid template in States.Format: ${reason}`,
    );
  });

  it('says where a string is no JSON', () => {
    const place = '[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column:';
    expect(failureOf('States.StringToJson($.truncated)')[1]).toBe(
      'There was an error while evaluating the intrinsic function: States.StringToJson($.truncated). ' +
        'Cannot convert String to Json in States.StringToJson, caused by: Unexpected end-of-input: expected close marker for ' +
        `Object (start marker at ${place} 1])\n at ${place} 7]`,
    );
  });

  it('names the function that was given what it cannot take, inside the whole call', () => {
    expect(failureOf("States.Array(States.MathAdd('a', 1))")[1]).toBe(
      "There was an error while evaluating the intrinsic function: States.Array(States.MathAdd('a', 1)). Invalid arguments in States.MathAdd",
    );
  });

  it('names the argument that is not there', () => {
    expect(() => run('States.ArrayLength($.missing)')).toThrow("'$.missing'");
  });

  it.each([
    'States.Nothing()',
    "States.Format('a\\\"b')",
    "States.Format('open)",
    'States.Array(1',
    'States.Array(1) rest',
    'States.Array(,)',
  ])('refuses %s', (source) => {
    expect(() => compileIntrinsic(source)).toThrow(PathSyntaxError);
  });
});
