import { expect, it } from 'vitest';
import { createMemoryStore } from '../store/memory-store.ts';
import type { Change, ExecutionStatus, Store } from '../store/store.ts';
import { ManualClock } from './manual-clock.ts';
import { Retention } from './retention.ts';

const DAY_MS = 86_400_000;

const execution = (
  id: number,
  startDay: number,
  stopDay: number | null,
  status: ExecutionStatus = 'SUCCEEDED',
): Change => ({
  kind: 'execution.insert',
  row: {
    id,
    machineId: 1,
    revisionId: 1,
    name: null,
    status: stopDay === null ? 'RUNNING' : status,
    startMs: startDay * DAY_MS,
    stopMs: stopDay === null ? null : stopDay * DAY_MS,
    detail: null,
    state: null,
  },
});

it('removes what closed longer ago than it is kept, and nothing that runs or closed since', async () => {
  const store = createMemoryStore();
  await store.commit([
    execution(1, 0, 1),
    execution(2, 0, 50),
    execution(3, 1, null),
    execution(4, 2, 3, 'FAILED'),
    execution(5, 40, 41),
  ]);
  const clock = new ManualClock(100 * DAY_MS);
  expect(await new Retention(store, clock, 90).sweep()).toBe(2);
  expect(store.executionsFrom(0, 10).map(({ id }) => id)).toEqual([2, 3, 5]);
});

it('keeps the newest, so that its id is not used again', async () => {
  const store = createMemoryStore();
  await store.commit([execution(1, 0, 1), execution(2, 0, 1)]);
  const clock = new ManualClock(1000 * DAY_MS);
  await new Retention(store, clock, 90).sweep();
  expect(store.executionsFrom(0, 10).map(({ id }) => id)).toEqual([2]);
});

it('sweeps far more than a page, and again every hour', async () => {
  const store = createMemoryStore();
  await store.commit(Array.from({ length: 1000 }, (_, index) => execution(index + 1, 0, 1)));
  const clock = new ManualClock(91 * DAY_MS);
  const retention = new Retention(store, clock, 90.5);
  retention.start();
  await retention.stop();
  expect(await new Retention(store, clock, 90.5).sweep()).toBe(0);
  const again = new Retention(store, clock, 89);
  again.start();
  await expect.poll(() => store.executionsFrom(0, 10).map(({ id }) => id)).toEqual([1000]);
  await store.commit([execution(1001, 0, 1), execution(1002, 0, null)]);
  await expect.poll(() => clock.nextMs()).toBeDefined();
  clock.advanceBy(3_600_000);
  await expect.poll(() => store.executionsFrom(0, 10).map(({ id }) => id)).toEqual([1002]);
  await again.stop();
});

it('does not begin a sweep before the last one ended', async () => {
  const store = createMemoryStore();
  await store.commit([execution(1, 0, 1), execution(2, 0, null)]);
  let begun = 0;
  let finish = (): void => undefined;
  const slow: Store = Object.create(store, {
    executionsFrom: {
      value: (afterId: number, limit: number) => {
        if (afterId === 0) begun += 1;
        return store.executionsFrom(afterId, limit);
      },
    },
    commit: { value: () => new Promise<void>((resolve) => (finish = resolve)) },
    lastExecutionId: { value: () => store.lastExecutionId() },
  });
  const clock = new ManualClock(100 * DAY_MS);
  const retention = new Retention(slow, clock, 90);
  retention.start();
  clock.advanceBy(10 * 3_600_000);
  expect(begun).toBe(1);
  expect(clock.nextMs()).toBeUndefined();
  finish();
  await expect.poll(() => clock.nextMs()).toBe(clock.nowMs() + 3_600_000);
  await retention.stop();
});
