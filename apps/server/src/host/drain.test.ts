import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createDrain } from './drain.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('runs again for a wake that came while it ran, and never twice at a time', async () => {
  let runs = 0;
  let release = () => {};
  const drain = createDrain({
    run: () => {
      runs += 1;
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    },
    everyMs: 1000,
    onFault: () => {},
  });
  drain.wake();
  drain.wake();
  drain.wake();
  expect(runs).toBe(1);
  release();
  await vi.advanceTimersByTimeAsync(0);
  expect(runs).toBe(2);
  release();
  await drain.stop();
  expect(runs).toBe(2);
});

it('sweeps when nobody wakes it, also after a fault', async () => {
  const faults: unknown[] = [];
  let runs = 0;
  const drain = createDrain({
    run: async () => {
      runs += 1;
      if (runs === 1) throw new TypeError('away');
    },
    everyMs: 1000,
    onFault: (error) => faults.push(error),
  });
  await vi.advanceTimersByTimeAsync(2500);
  expect([runs, faults.length]).toEqual([2, 1]);
  await drain.stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(runs).toBe(2);
});
