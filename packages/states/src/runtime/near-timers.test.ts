import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../store/memory-store.ts';
import type { TimerKey } from '../store/store.ts';
import { ManualClock } from './manual-clock.ts';
import { NearTimers } from './near-timers.ts';

async function rig(timers: readonly TimerKey[]) {
  const store = createMemoryStore();
  await store.commit(timers.map((timer) => ({ kind: 'timer.set', ...timer }) as const));
  const clock = new ManualClock(0);
  const fired: TimerKey[] = [];
  const near = new NearTimers(store, clock, (timer) => fired.push(timer));
  const set = async (timer: TimerKey) => {
    await store.commit([{ kind: 'timer.set', ...timer }]);
    near.add(timer);
  };
  return { store, clock, fired, near, set };
}

const timer = (dueMs: number, executionId = 1, seq = 1): TimerKey => ({ dueMs, executionId, seq });

describe('near timers', () => {
  it('fire in order, none before its time', async () => {
    const { clock, fired, near } = await rig([timer(30), timer(10), timer(20)]);
    near.start();
    clock.advanceTo(9);
    expect(fired).toEqual([]);
    clock.advanceTo(20);
    expect(fired.map(({ dueMs }) => dueMs)).toEqual([10, 20]);
    clock.advanceTo(100);
    expect(fired.map(({ dueMs }) => dueMs)).toEqual([10, 20, 30]);
  });

  it('fire at once what fell due while the process was down', async () => {
    const { clock, fired, near } = await rig([timer(5), timer(6)]);
    clock.advanceTo(1000);
    near.start();
    clock.advanceTo(1000);
    expect(fired).toHaveLength(2);
  });

  it('wake for a timer that is added before the others', async () => {
    const { clock, fired, near, set } = await rig([timer(1000)]);
    near.start();
    await set(timer(50, 2));
    clock.advanceTo(50);
    expect(fired).toEqual([timer(50, 2)]);
  });

  it('fire every timer exactly once, with more of them than fit in memory', async () => {
    const all = Array.from({ length: 25_000 }, (_, index) => timer((index * 7919) % 300, index + 1));
    const { clock, fired, near } = await rig(all);
    near.start();
    clock.advanceTo(40_000);
    expect(fired).toHaveLength(all.length);
    expect(new Set(fired.map(({ executionId }) => executionId)).size).toBe(all.length);
    expect(fired.every((next, index) => index === 0 || fired[index - 1]!.dueMs <= next.dueMs)).toBe(true);
  });

  it('fire in the order of any schedule', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 60 }), async (dues) => {
        const { clock, fired, near, set } = await rig([]);
        near.start();
        for (const [index, dueMs] of dues.entries()) await set(timer(dueMs, index + 1));
        clock.advanceTo(500);
        expect(fired.map(({ dueMs }) => dueMs)).toEqual([...dues].sort((a, b) => a - b));
      }),
    );
  });

  it('do not fire what was cleared meanwhile, nor anything twice', async () => {
    const { store, clock, fired, near } = await rig([timer(10), timer(10, 2), timer(10, 3), timer(20)]);
    near.start();
    near.add(timer(10, 3));
    await store.commit([{ kind: 'timer.clear', ...timer(10, 2) }]);
    clock.advanceTo(100);
    expect(fired).toEqual([timer(10), timer(10, 3), timer(20)]);
  });

  it('stay silent once stopped', async () => {
    const { clock, fired, near } = await rig([timer(10)]);
    near.start();
    near.stop();
    near.add(timer(5));
    clock.advanceTo(100);
    expect(fired).toEqual([]);
  });
});
