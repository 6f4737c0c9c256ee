import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEvent, HistoryEventType } from './event.ts';
import { eventShapes } from './shape.ts';
import { decodeEvents, encodeEvents, StoredHistoryError } from './stored.ts';

const payloads = fc.oneof(fc.json(), fc.constantFrom('{}', ' { "a" : 1 }\n', '"\\ud800"', '"李 🎓 O\'Brien \\"x\\""'));
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
    .tuple(fc.record(payload), fc.record(optional, { requiredKeys: [] }))
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
  it('reads back every event that it wrote', () => {
    fc.assert(
      fc.property(histories, (events) => {
        expect(decodeEvents(encodeEvents(events))).toEqual(events);
      }),
    );
  });

  it('writes a payload once while it does not change', () => {
    const input = JSON.stringify({ text: 'x'.repeat(1000) });
    const base = { previousEventId: 0, timestampMs: 1 };
    const text = encodeEvents([
      { ...base, type: 'ExecutionStarted', id: 1, input, roleArn: 'r' },
      { ...base, type: 'PassStateEntered', id: 2, name: 'A', input },
      { ...base, type: 'PassStateExited', id: 3, name: 'A', output: input },
    ]);
    expect(text.split('xxxxxxxxxx'.repeat(100))).toHaveLength(2);
  });

  it('refuses a version that it does not know', () => {
    expect(() => decodeEvents('[99,1,0]\n')).toThrow(StoredHistoryError);
  });

  it('refuses a chunk cut short', () => {
    expect(() => decodeEvents('[1,1,0]\n["PassStateEnt')).toThrow(StoredHistoryError);
  });

  it('reads an event written before its type had all its members', () => {
    expect(decodeEvents('[1,7,50]\n["StateX",1,0]\n'.replace('StateX', 'TaskStarted'))).toEqual([
      { type: 'TaskStarted', id: 7, previousEventId: 6, timestampMs: 50 },
    ]);
  });
});
