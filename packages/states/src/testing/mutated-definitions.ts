// Definitions with something wrong in them, and inputs that they were not made for. For tests.
import type { Random } from './random.ts';

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

const FN = 'arn:aws:lambda:us-east-1:123456789012:function:F';
const ASK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

const CORPUS: readonly Value[] = [
  {
    StartAt: 'A',
    TimeoutSeconds: 100,
    States: {
      A: {
        Type: 'Pass',
        InputPath: '$.a',
        Parameters: { 'b.$': '$.b', 'c.$': "States.Format('{} {}', $.x, $$.State.Name)", d: 1 },
        ResultPath: '$.r',
        OutputPath: '$',
        Next: 'B',
      },
      B: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.n', NumericGreaterThan: 5, Next: 'C' },
          {
            And: [
              { Variable: '$.s', StringMatches: 'a*b' },
              { Not: { Variable: '$.t', TimestampLessThan: '2026-01-01T00:00:00Z' } },
            ],
            Next: 'D',
          },
        ],
        Default: 'E',
      },
      C: { Type: 'Wait', SecondsPath: '$.n', Next: 'E' },
      D: { Type: 'Fail', ErrorPath: '$.s', Cause: 'c' },
      E: {
        Type: 'Task',
        Resource: FN,
        TimeoutSeconds: 10,
        HeartbeatSeconds: 5,
        Retry: [
          {
            ErrorEquals: ['E', 'States.Timeout'],
            IntervalSeconds: 1,
            MaxAttempts: 2,
            BackoffRate: 2,
            MaxDelaySeconds: 9,
            JitterStrategy: 'FULL',
          },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'F' }],
        ResultSelector: { 'v.$': '$.v' },
        Next: 'F',
      },
      F: { Type: 'Succeed', OutputPath: '$.r' },
    },
  },
  {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'X', States: { X: { Type: 'Pass', Assign: { 'v.$': '$.n' }, End: true } } },
          { StartAt: 'Y', States: { Y: { Type: 'Wait', Seconds: 3, End: true } } },
        ],
        ResultSelector: { 'all.$': '$[*]' },
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
        Next: 'M',
      },
      M: {
        Type: 'Map',
        ItemsPath: '$.all',
        MaxConcurrency: 2,
        ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' },
        ToleratedFailurePercentage: 5,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'I',
          States: {
            I: {
              Type: 'Task',
              Resource: ASK,
              Parameters: { FunctionName: 'F', Payload: { 'token.$': '$$.Task.Token' } },
              HeartbeatSecondsPath: '$.i',
              End: true,
            },
          },
        },
        End: true,
      },
    },
  },
  {
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: {
      A: {
        Type: 'Pass',
        Assign: { count: 0, list: '{% [1..5] %}' },
        Output: { sum: '{% $sum($states.input.list) %}', text: "{% 'a' & $states.input.s %}" },
        Next: 'B',
      },
      B: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $count < 3 and $states.input.sum > 2 %}', Assign: { count: '{% $count + 1 %}' }, Next: 'B' },
        ],
        Default: 'C',
      },
      C: {
        Type: 'Map',
        Items: '{% $list %}',
        MaxConcurrency: 3,
        ItemProcessor: {
          StartAt: 'T',
          States: {
            T: {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke',
              Arguments: { FunctionName: 'F', Payload: '{% $states.input %}' },
              TimeoutSeconds: '{% 10 %}',
              Output: '{% $states.result.Payload %}',
              Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'U' }],
              Next: 'U',
            },
            U: { Type: 'Succeed', Output: '{% $states.input %}' },
          },
        },
        Output: '{% $filter($states.result, function($v) { $exists($v) }) %}',
        Next: 'D',
      },
      D: { Type: 'Wait', Timestamp: '{% $fromMillis($millis() + 1000) %}', Next: 'E' },
      E: { Type: 'Fail', Error: "{% 'E' & $string($count) %}", Cause: '{% $uuid() %}' },
    },
  },
  {
    StartAt: 'A',
    States: {
      A: {
        Type: 'Pass',
        Parameters: {
          'a.$': 'States.Array(1, $.n, States.UUID())',
          'b.$': 'States.ArrayPartition($.list, 2)',
          'c.$': "States.StringSplit($.s, ',')",
          'd.$': 'States.MathAdd($.n, -1)',
          'e.$': 'States.JsonMerge($.o, $.o, false)',
          'f.$': "States.Hash($.s, 'SHA-256')",
          'g.$': 'States.ArrayRange(1, 9, 2)',
          'h.$': '$.list[?(@ > 1)]',
          'i.$': '$..n',
          'j.$': '$.list[0:2]',
        },
        Next: 'B',
      },
      B: {
        Type: 'Task',
        Resource: 'arn:aws:states:us-east-1:123456789012:activity:work',
        TimeoutSecondsPath: '$.g[1]',
        Comment: 'c',
        End: true,
      },
    },
  },
];

const VALUES: readonly Value[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    99_999_999,
    100_000_000,
    '',
    ' ',
    'A',
    'B',
    'End',
    '$',
    '$$',
    '$.',
    '$..',
    '$[*]',
  ],
  ...[
    '$.a[',
    '$.a[?(@.b)]',
    '$.a[-1]',
    '$$.Task.Token',
    '$states',
    '$x',
    "States.Format('{}')",
    'States.UUID()',
    'States.',
  ],
  ...['{% %}', '{% $ %}', '{% $states.input %}', '{% 1 / 0 %}', '{% ( %}', '{% $x := 1 %}', '{% [1..10] %}', '{%%}'],
  ...['{% $error("e") %}', '{% function($x) { $x } %}', '{% /a+/ %}', '{% $now() %}', 'JSONata', 'JSONPath', FN, ASK],
  ...['2026-01-01T00:00:00Z', 'States.ALL', 'States.Timeout', 'a'.repeat(100), '🦉', '\u0000', '__proto__'],
  ...([[], {}, [[]], [{}], { a: null }, ['States.ALL'], [1, 2, 3], { 'a.$': '$.a' }, { a: '{% 1 %}' }] as Value[]),
];

export const INPUTS: readonly string[] = [
  '{}',
  'null',
  '"text"',
  '[]',
  '{"a":{"b":1},"b":2,"n":7,"s":"axb","t":"2025-01-01T00:00:00Z","x":1,"list":[1,2,3],"o":{"k":1},"r":{}}',
  '{"n":-1,"s":"","list":[],"o":{},"a":null}',
  '{"n":1e308,"s":"🦉\\u0000","list":[[[[1]]]],"o":{"__proto__":1},"t":"no time"}',
  '{"n":"7","s":7,"list":{"a":1},"o":[1]}',
];

/** A definition's text: one of the corpus with one to four things changed in it, now and then not even JSON. */
export function mutatedDefinition(random: Random): string {
  const definition = structuredClone(random.pick(CORPUS));
  for (let times = random.chance(0.6) ? 1 : 1 + random.below(4); times > 0; times--) mutate(random, definition);
  const text = JSON.stringify(definition);
  if (!random.chance(0.1)) return text;
  const at = random.below(text.length);
  const cut = random.chance(0.5) ? 1 : 0;
  return text.slice(0, at) + random.pick(['', '"', '{', ',', '\\', '1', '\n', '🦉']) + text.slice(at + cut);
}

interface Place {
  readonly holder: Value[] | { [key: string]: Value };
  readonly key: string | number;
}

function mutate(random: Random, definition: Value): void {
  const places = placesOf(definition);
  // Nothing may be left to change.
  if (places.length === 0) return;
  const place = random.pick(places);
  const { holder } = place;
  switch (random.below(6)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(place.key), 1);
      else delete holder[place.key];
      return;
    case 1:
      put(place, random.pick(VALUES));
      return;
    case 2:
      put(place, structuredClone(get(random.pick(places))));
      return;
    case 3:
      put(place, [get(place)]);
      return;
    case 4:
      if (!Array.isArray(holder)) holder[random.pick(keysOf(places))] = get(place);
      return;
    default:
      if (!Array.isArray(holder)) holder[`${place.key}${random.pick(['.$', 'Path', ' ', 's'])}`] = get(place);
  }
}

function get({ holder, key }: Place): Value {
  return (holder as { [key: string]: Value })[key] as Value;
}

function put({ holder, key }: Place, value: Value): void {
  (holder as { [key: string]: Value })[key] = value;
}

function keysOf(places: readonly Place[]): string[] {
  return places.flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
}

function placesOf(value: Value): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as { [key: string]: Value };
  return Object.keys(holder).flatMap((key) => [
    { holder: value, key: Array.isArray(value) ? Number(key) : key },
    ...placesOf(holder[key] as Value),
  ]);
}
