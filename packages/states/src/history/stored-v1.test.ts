import { describe, expect, it } from 'vitest';
import { decodeEvents } from './stored.ts';
import { StoredHistoryError } from './stored-error.ts';

describe('the first form of stored history', () => {
  it('is still read', () => {
    const text =
      '[1,4,1700000000000]\n["ExecutionStarted",4,0,13,"role"]\n{"a":"li\\n李"}["PassStateEntered",1,2,-1,"A"]\n' +
      '["PassStateExited",1,2,2,"A",{"x":"1"}]\n{}["ExecutionFailed",3,5,null,"why"]\n';
    expect(decodeEvents(text)).toEqual([
      {
        type: 'ExecutionStarted',
        id: 4,
        previousEventId: 0,
        timestampMs: 1700000000000,
        input: '{"a":"li\\n李"}',
        roleArn: 'role',
      },
      {
        type: 'PassStateEntered',
        id: 5,
        previousEventId: 4,
        timestampMs: 1700000000002,
        name: 'A',
        input: '{"a":"li\\n李"}',
      },
      {
        type: 'PassStateExited',
        id: 6,
        previousEventId: 5,
        timestampMs: 1700000000002,
        name: 'A',
        output: '{}',
        assignedVariables: { x: '1' },
      },
      { type: 'ExecutionFailed', id: 7, previousEventId: 4, timestampMs: 1700000000005, cause: 'why' },
    ]);
  });

  it('refuses a version that it does not know', () => {
    expect(() => decodeEvents('[99,1,0]\n')).toThrow(StoredHistoryError);
  });

  it('refuses a chunk cut short', () => {
    expect(() => decodeEvents('[1,1,0]\n["PassStateEnt')).toThrow(StoredHistoryError);
  });

  it('reads an event written before its type had all its members', () => {
    expect(decodeEvents('[1,7,50]\n["TaskStarted",1,0]\n')).toEqual([
      { type: 'TaskStarted', id: 7, previousEventId: 6, timestampMs: 50 },
    ]);
  });
});
