import { describe, expect, test } from 'vitest';
import type { Schemas } from '../api/context.tsx';
import { readDefinition } from './definition.ts';
import { progressIn, progressOf } from './progress.ts';

type Visit = Schemas['StateVisit'];

const task = (rest: object) => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...rest });
const graph = readDefinition({
  StartAt: 'Schedule',
  States: {
    Schedule: task({ Next: 'Notify', Catch: [{ ErrorEquals: ['UsedUp'], Next: 'Act' }] }),
    Notify: task({ Next: 'Passed', Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Passed' }] }),
    Passed: { Type: 'Choice', Choices: [{ Condition: "{% $x = 'Fail' %}", Next: 'Schedule' }], Default: 'Act' },
    Act: task({ End: true }),
  },
});

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const visit = (state: string, from: number, to: number | undefined, rest: Partial<Visit> = {}): Visit => ({
  state,
  type: 'Task',
  status: to === undefined ? 'running' : 'succeeded',
  enteredAt: at(from),
  ...(to === undefined ? {} : { exitedAt: at(to) }),
  enteredEventId: from,
  tries: 1,
  ...rest,
});

describe('progressOf', () => {
  const visits = [
    visit('Schedule', 0, 1, { next: 'Notify' }),
    visit('Notify', 1, 11, { status: 'caught', next: 'Passed' }),
    visit('Passed', 11, 11, { next: 'Schedule' }),
    visit('Schedule', 11, 13, { tries: 3, next: 'Notify' }),
    visit('Notify', 13, 20, { next: 'Passed' }),
    visit('Passed', 20, 20, { next: 'Schedule' }),
    visit('Schedule', 20, 21, { status: 'caught', next: 'Act' }),
    visit('Act', 21, undefined),
  ];
  const progress = progressOf(graph, visits, Date.parse(at(51)));

  test('counts each way as often as it was gone', () => {
    expect(progress.taken.get('Schedule→Notify:taken')).toBe(2);
    expect(progress.taken.get('Passed→Schedule:taken')).toBe(2);
    expect(progress.taken.get('Passed→Act:taken')).toBeUndefined();
  });

  test('tells a caught error’s way from the ordinary one between the same states', () => {
    expect(progress.taken.get('Notify→Passed:caught')).toBe(1);
    expect(progress.taken.get('Notify→Passed:taken')).toBe(1);
    expect(progress.taken.get('Schedule→Act:caught')).toBe(1);
  });

  test('adds up visits, retries and time spent, and takes the status of the last visit', () => {
    expect(progressIn(progress, 'Schedule')).toMatchObject({ visits: 3, retries: 2, spentMs: 4_000, status: 'caught' });
    expect(progressIn(progress, 'Notify')).toMatchObject({
      visits: 2,
      retries: 0,
      spentMs: 17_000,
      status: 'succeeded',
    });
  });

  test('counts the current state’s time until now', () => {
    expect(progress.current).toBe('Act');
    expect(progressIn(progress, 'Act')).toMatchObject({ status: 'running', spentMs: 30_000 });
  });

  test('takes the state entered next where a visit does not say', () => {
    const plain = progressOf(graph, [visit('Schedule', 0, 1), visit('Notify', 1, undefined)], Date.parse(at(2)));
    expect(plain.taken.get('Schedule→Notify:taken')).toBe(1);
  });

  test('leaves every state unreached before anything happened', () => {
    const empty = progressOf(graph, [], 0);
    expect(empty.current).toBeUndefined();
    expect(progressIn(empty, 'Schedule').status).toBe('not-reached');
  });

  test('does not count time in a state that was aborted without leaving it', () => {
    const aborted = progressOf(graph, [visit('Schedule', 0, undefined, { status: 'aborted' })], Date.parse(at(99)));
    expect(progressIn(aborted, 'Schedule').spentMs).toBe(0);
  });
});
