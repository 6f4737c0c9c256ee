import { expect, it } from 'vitest';
import { describeStore } from './contract.ts';
import { StoreClosedError, StoreWriteError } from './errors.ts';
import { type Fate, openFaultStore } from './fault-store.ts';
import { createMemoryStore } from './memory-store.ts';
import type { Change } from './store.ts';

describeStore('the fault-injecting store, while nothing fails', () => {
  const disk = createMemoryStore();
  return { open: async () => openFaultStore(disk, () => ({ kind: 'done', turns: 0 })) };
});

const note = (id: number): Change => ({ kind: 'ended.add', id, notice: 'x' });
const kept = (disk: ReturnType<typeof createMemoryStore>) => disk.ended(0, 10).map(({ id }) => id);
const fates =
  (...list: Fate[]) =>
  () =>
    list.shift() ?? { kind: 'done' as const, turns: 0 };

it('loses a commit and all after it, and leaves its callers without an answer', async () => {
  const disk = createMemoryStore();
  const store = openFaultStore(disk, fates({ kind: 'done', turns: 1 }, { kind: 'lost' }));
  await store.commit([note(1)]);
  const answers: string[] = [];
  for (const id of [2, 3])
    store.commit([note(id)]).then(
      () => answers.push('done'),
      () => answers.push('failed'),
    );
  await store.died;
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect([kept(disk), answers]).toEqual([[1], []]);
});

it('keeps a commit of which nobody hears', async () => {
  const disk = createMemoryStore();
  const store = openFaultStore(disk, fates({ kind: 'unheard' }));
  store.commit([note(1)]).catch(() => undefined);
  await store.died;
  expect(kept(disk)).toEqual([1]);
});

it('closes itself when a write fails', async () => {
  const disk = createMemoryStore();
  const store = openFaultStore(disk, fates({ kind: 'failed' }));
  const later = [store.commit([note(1)]), store.commit([note(2)])];
  await expect(later[0]).rejects.toThrow(StoreWriteError);
  await expect(later[1]).rejects.toThrow(StoreClosedError);
  await expect(store.commit([note(3)])).rejects.toThrow(StoreClosedError);
  expect((await store.failed).code).toBe('STORE_WRITE_FAILED');
  expect(kept(disk)).toEqual([]);
});
