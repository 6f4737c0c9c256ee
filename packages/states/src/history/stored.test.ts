import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent, HistoryEventType } from './event.ts';
import { eventShapes } from './shape.ts';
import { decodeEvents, encodeEvents } from './stored.ts';
import { eventCodes } from './stored-code.ts';
import { StoredHistoryError } from './stored-error.ts';

const payloads = fc.oneof(
  fc.json(),
  fc.constantFrom(
    '{}',
    ' { "a" : 1 }\n',
    '"\\ud800"',
    '"李 🎓 O\'Brien \\"x\\""',
    '"李 🎒 O\'Brien"',
    '"🎓🎓"',
    '"🎓🎒🎓"',
  ),
);
const members: Record<string, fc.Arbitrary<unknown>> = {
  redriveCount: fc.nat(),
  index: fc.nat(),
  length: fc.nat(),
  timeoutInSeconds: fc.nat(),
  heartbeatInSeconds: fc.nat(),
  assignedVariables: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), payloads),
};

function eventOf(type: HistoryEventType): fc.Arbitrary<Record<string, unknown>> {
  const shape = eventShapes[type];
  const optional = Object.fromEntries(shape.members.map((m) => [m, members[m] ?? fc.string({ unit: 'binary' })]));
  const payload = shape.payload === undefined ? {} : { [shape.payload]: payloads };
  return fc
    .tuple(
      fc.record(payload),
      fc.record(optional, { requiredKeys: shape.members.filter((member) => member === 'name') }),
    )
    .map(([data, rest]) => ({ type, ...data, ...rest }));
}

const histories = fc
  .tuple(
    fc.integer({ min: 1, max: 25000 }),
    fc.array(
      fc.constantFrom(...(Object.keys(eventShapes) as HistoryEventType[])).chain((type) => eventOf(type)),
      { minLength: 1, maxLength: 20 },
    ),
    fc.array(fc.nat(100000), { minLength: 20, maxLength: 20 }),
  )
  .map(([firstId, events, times]) =>
    events.map(
      (event, i) =>
        ({
          ...event,
          id: firstId + i,
          previousEventId: Math.max(0, firstId + i - 1 - ((times[i] ?? 0) % 3)),
          timestampMs: 1_700_000_000_000 + (times[i] ?? 0),
        }) as unknown as HistoryEvent,
    ),
  );

describe('stored history', () => {
  it('reads back every event that it wrote, as UTF-8 too', () => {
    fc.assert(
      fc.property(histories, (events) => {
        const text = encodeEvents(events);
        expect(decodeEvents(Buffer.from(text, 'utf8').toString('utf8'))).toEqual(events);
      }),
    );
  });

  it('writes of a payload only what is new', () => {
    const text = 'x'.repeat(1000);
    const input = JSON.stringify({ a: 1, text });
    const output = JSON.stringify({ a: 1, text, step: 4 });
    const base = { previousEventId: 0, timestampMs: 1 };
    const stored = encodeEvents([
      { ...base, type: 'ExecutionStarted', id: 1, input, roleArn: 'r' },
      { ...base, type: 'PassStateEntered', id: 2, name: 'A', input },
      { ...base, type: 'PassStateExited', id: 3, name: 'A', output },
      { ...base, type: 'ExecutionSucceeded', id: 4, output },
    ]);
    expect(stored.split(text)).toHaveLength(2);
    expect(stored.length).toBeLessThan(1100);
  });

  it('has a character of its own for every type', () => {
    const codes = Object.values(eventCodes);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[0-9A-Za-z]$/);
  });

  it('reads what was written before, to the letter', () => {
    const text =
      '24;1700000000000;AI4;1;1;4;role0;0;7;{"a":1}H45;FirstPJ2;0;0;9;{"x":"1"}6;1;1;2G43;AskXH0;0;48;"lambda",' +
      '"invoke.waitForTaskToken","us-east-1",92;1;7;b":trueY834;0;0;E;3;3;0;1;9;null,"why';
    const base = { timestampMs: 1_700_000_000_002 };
    const task = { resourceType: 'lambda', resource: 'invoke.waitForTaskToken' };
    const events: HistoryEvent[] = [
      {
        timestampMs: 1_700_000_000_000,
        type: 'ExecutionStarted',
        id: 4,
        previousEventId: 0,
        input: '{"a":1}',
        roleArn: 'role',
      },
      {
        timestampMs: 1_700_000_000_000,
        type: 'PassStateEntered',
        id: 5,
        previousEventId: 4,
        name: 'First',
        input: '{"a":1}',
      },
      {
        ...base,
        type: 'PassStateExited',
        id: 6,
        previousEventId: 5,
        name: 'First',
        output: '{"a":12}',
        assignedVariables: { x: '1' },
      },
      { ...base, type: 'TaskStateEntered', id: 7, previousEventId: 6, name: 'Ask', input: '{"a":12}' },
      {
        ...base,
        ...task,
        type: 'TaskScheduled',
        id: 8,
        previousEventId: 7,
        region: 'us-east-1',
        timeoutInSeconds: 9,
        parameters: '{"b":true}',
      },
      { ...base, ...task, type: 'TaskStarted', id: 9, previousEventId: 8 },
      { timestampMs: 1_700_000_000_005, type: 'ExecutionAborted', id: 10, previousEventId: 7, cause: 'why' },
    ];
    expect(decodeEvents(text)).toEqual(events);
    expect(encodeEvents(events)).toBe(text);
  });

  it('refuses a version, an event or a length that it does not know', () => {
    expect(() => decodeEvents('31;0;')).toThrow(StoredHistoryError);
    expect(() => decodeEvents('21;0;~0')).toThrow(StoredHistoryError);
    expect(() => decodeEvents('21;0;H4x;A')).toThrow(StoredHistoryError);
    expect(() => decodeEvents('')).toThrow(StoredHistoryError);
  });

  it('refuses a chunk cut short', () => {
    const whole = encodeEvents([
      { previousEventId: 0, timestampMs: 1, type: 'PassStateEntered', id: 1, name: 'State', input: '{"a":1}' },
    ]);
    for (const length of [1, 4, whole.length - 9, whole.length - 1]) {
      expect(() => decodeEvents(whole.slice(0, length))).toThrow(StoredHistoryError);
    }
  });
});
