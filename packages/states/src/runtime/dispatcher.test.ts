import { expect, it } from 'vitest';
import type { ScheduleTask } from '../interpreter/types.ts';
import { Dispatcher } from './dispatcher.ts';
import { ManualClock } from './manual-clock.ts';

const task = (seq: number): ScheduleTask => ({
  kind: 'schedule-task',
  seq,
  resource: { kind: 'lambda-function', arn: 'arn:aws:lambda:us-east-1:123456789012:function:f' },
  parameters: `${seq}`,
  attempt: 1,
  waitsForToken: false,
});
const owner = { executionArn: 'e', stateMachineArn: 'm' };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A dispatcher whose handlers and whose answers are finished by hand. */
function dispatcherOf(concurrencyMax: number) {
  const called: number[] = [];
  const answered: number[] = [];
  const finish = new Map<number, () => void>();
  const write = new Map<number, () => void>();
  const dispatcher = new Dispatcher({
    clock: new ManualClock(0),
    concurrencyMax,
    handlers: {
      'lambda:function': ({ parameters }) => {
        called.push(parameters as number);
        return new Promise((resolve) => finish.set(parameters as number, () => resolve(null)));
      },
    },
    find: ({ seq }) => ({ task: task(seq), owner }),
    offer: () => undefined,
    send: (_, command) => {
      const { seq } = command as { seq: number };
      answered.push(seq);
      return new Promise((resolve) => write.set(seq, () => resolve(undefined)));
    },
  });
  return { dispatcher, called, answered, finish, write };
}

it('calls so many handlers at a time, and the next in turn when one is done', async () => {
  const { dispatcher, called, answered, finish, write } = dispatcherOf(2);
  for (const seq of [1, 2, 3, 4]) dispatcher.dispatch(1, task(seq), owner);
  await turn();
  expect(called).toEqual([1, 2]);
  finish.get(2)?.();
  await turn();
  expect(answered).toEqual([2]);
  write.get(2)?.();
  await turn();
  expect(called).toEqual([1, 2, 3]);
});

it('calls a new task’s handler while the answers of others are still being written', async () => {
  const { dispatcher, called, finish } = dispatcherOf(1);
  dispatcher.dispatch(1, task(1), owner);
  await turn();
  finish.get(1)?.();
  await turn();
  dispatcher.dispatch(1, task(2), owner);
  await turn();
  expect(called).toEqual([1, 2]);
  expect(dispatcher.runningCount).toBe(2);
});

it('takes up what waits for its turn no faster than answers are written', async () => {
  const { dispatcher, called, finish, write } = dispatcherOf(1);
  for (const seq of [1, 2]) dispatcher.enqueue({ executionId: 1, seq });
  await turn();
  finish.get(1)?.();
  await turn();
  expect(called).toEqual([1]);
  write.get(1)?.();
  await turn();
  expect(called).toEqual([1, 2]);
});
