import { describe, expect, it } from 'vitest';
import { spanTime, spanWords } from './words.ts';

const span = { spanId: 'a', depth: 0, name: 'Read', startMs: 0, durationMs: 1 };

describe('words of a span', () => {
  it.each([
    [{ name: 'Request', method: 'POST', route: 'reportIncident' }, 'Request: Report incident'],
    [{ name: 'Request', method: 'POST', route: '/exam' }, 'Request: /exam page'],
    [{ name: 'Request' }, 'Request'],
    [{ name: 'Function', functionName: 'ScheduleExam', attempt: 0 }, 'Function: Schedule exam'],
    [{ name: 'Function', functionName: 'ApiFunction' }, 'Function: Api'],
    [{ name: 'Function', functionName: 'SendNotification', attempt: 2 }, 'Function: Send notification, try 3'],
    [{ name: 'Read', itemKind: 'answerSheet' }, 'Read answer sheet'],
    [{ name: 'Query', itemKind: 'question', count: 171 }, 'Query question (171)'],
    [{ name: 'StartExecution' }, 'Start workflow'],
    [{ name: 'Something new' }, 'Something new'],
  ])('of %j are %s', (of, words) => {
    expect(spanWords({ ...span, ...of })).toBe(words);
  });

  it.each([
    [0, '0.00 ms'],
    [0.084, '0.08 ms'],
    [4.24, '4.2 ms'],
    [99.6, '100 ms'],
    [999.6, '1.0 s'],
    [2_440, '2.4 s'],
    [180_000, '3 min'],
  ])('give %d ms as %s', (ms, words) => {
    expect(spanTime(ms)).toBe(words);
  });
});
