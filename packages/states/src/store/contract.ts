// What every store must do, as a suite: each store's test runs it on its own factory.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreClosedError, StoreWriteError } from './errors.ts';
import type { Change, ExecutionRow, Store } from './store.ts';

export interface StoreFactory {
  open(): Promise<Store>;
  /** Opens the same data again after a close; absent where nothing outlives the store. */
  reopen?(): Promise<Store>;
}

const row = (id: number, more: Partial<ExecutionRow> = {}): ExecutionRow => ({
  id,
  machineId: 1,
  revisionId: 1,
  name: null,
  status: 'RUNNING',
  startMs: 1_700_000_000_000 + id,
  stopMs: null,
  detail: null,
  state: `{"at":${id}}`,
  ...more,
});
const insert = (id: number, more: Partial<ExecutionRow> = {}): Change => ({
  kind: 'execution.insert',
  row: row(id, more),
});

export function describeStore(title: string, factory: () => StoreFactory): void {
  describe(title, () => {
    let source: StoreFactory;
    let store: Store;
    beforeEach(async () => {
      source = factory();
      store = await source.open();
    });
    afterEach(() => store.close());

    it('is empty at first', () => {
      expect(store.lastExecutionId()).toBe(0);
      expect(store.execution(1)).toBeUndefined();
      expect(store.counts()).toEqual({ running: 0, openTimers: 0 });
      expect(store.timers(undefined, 10)).toEqual([]);
      expect(store.records('machine')).toEqual([]);
    });

    it('keeps every field of an execution, whatever characters its texts hold', async () => {
      const full = row(7, {
        name: "O'Brien \\ “李” 🦉",
        status: 'FAILED',
        stopMs: 1_800_000_000_123,
        detail: '{"redriveCount":2}',
        state: '{"input":"\u0000 naïve 李 🦉"}',
      });
      await store.commit([{ kind: 'execution.insert', row: full }]);
      expect(store.execution(7)).toEqual(full);
      expect(store.executionIdByName(1, full.name!)).toBe(7);
      expect(store.executionIdByName(2, full.name!)).toBeUndefined();
      expect(store.lastExecutionId()).toBe(7);
    });

    it('shows nothing of a commit before it is durable', async () => {
      const committed = store.commit([insert(1)]);
      expect(store.execution(1)).toBeUndefined();
      await committed;
      expect(store.execution(1)).toEqual(row(1));
    });

    it('changes an execution that goes on, ends and is redriven', async () => {
      await store.commit([insert(1)]);
      const update = (status: ExecutionRow['status'], stopMs: number | null, state: string | null): Change => ({
        kind: 'execution.update',
        id: 1,
        status,
        stopMs,
        detail: '{"x":1}',
        state,
      });
      await store.commit([update('RUNNING', null, 'two')]);
      expect(store.execution(1)).toEqual(row(1, { state: 'two', detail: '{"x":1}' }));
      await store.commit([update('FAILED', 99, 'three')]);
      expect(store.execution(1)).toEqual(row(1, { status: 'FAILED', stopMs: 99, state: 'three', detail: '{"x":1}' }));
      await store.commit([update('RUNNING', null, 'four')]);
      expect(store.execution(1)).toEqual(row(1, { state: 'four', detail: '{"x":1}' }));
      await store.commit([update('SUCCEEDED', 100, null)]);
      expect(store.execution(1)).toEqual(row(1, { status: 'SUCCEEDED', stopMs: 100, state: null, detail: '{"x":1}' }));
    });

    it('lists the executions of a machine newest first, page by page, by status', async () => {
      const changes = Array.from({ length: 25 }, (_, index) =>
        insert(index + 1, {
          machineId: 1 + (index % 2),
          status: index % 3 === 0 ? 'SUCCEEDED' : 'RUNNING',
        }),
      );
      await store.commit(changes);
      const first = store.executions({ machineId: 1, limit: 5 });
      expect(first.map(({ id }) => id)).toEqual([25, 23, 21, 19, 17]);
      const second = store.executions({ machineId: 1, limit: 5, beforeId: 17 });
      expect(second.map(({ id }) => id)).toEqual([15, 13, 11, 9, 7]);
      const done = store.executions({ machineId: 1, status: 'SUCCEEDED', limit: 10 });
      expect(done.map(({ id }) => id)).toEqual([25, 19, 13, 7, 1]);
      expect(done[0]).not.toHaveProperty('state');
      expect(store.executionsFrom(22, 10).map(({ id }) => id)).toEqual([23, 24, 25]);
      expect(store.countExecutions(1, 'SUCCEEDED')).toBe(5);
      expect(store.counts().running).toBe(16);
    });

    it('reads history forwards and backwards from any event', async () => {
      const append = (executionId: number, firstEventId: number): Change => ({
        kind: 'history.append',
        executionId,
        firstEventId,
        events: `${executionId}:${firstEventId}`,
      });
      await store.commit([append(1, 1), append(2, 1), append(3, 1)]);
      await store.commit([append(2, 6), append(2, 24_999)]);
      const firsts = (chunks: readonly { firstEventId: number }[]) => chunks.map(({ firstEventId }) => firstEventId);
      expect(store.history(2).map(({ events }) => events)).toEqual(['2:1', '2:6', '2:24999']);
      expect(firsts(store.history(2, 5))).toEqual([1, 6, 24_999]);
      expect(firsts(store.history(2, 6))).toEqual([6, 24_999]);
      expect(firsts(store.history(2, 7, 1))).toEqual([6]);
      expect(firsts(store.historyBackwards(2))).toEqual([24_999, 6, 1]);
      expect(firsts(store.historyBackwards(2, 8, 1))).toEqual([6]);
      expect(store.history(4)).toEqual([]);
    });

    it('gives timers in the order in which they fall due, until they are cleared', async () => {
      const timer = (kind: 'timer.set' | 'timer.clear', dueMs: number, executionId: number, seq: number): Change => ({
        kind,
        dueMs,
        executionId,
        seq,
      });
      await store.commit([
        timer('timer.set', 300, 1, 1),
        timer('timer.set', 100, 9, 2),
        timer('timer.set', 100, 2, 5),
        timer('timer.set', 100, 2, 4),
      ]);
      const all = store.timers(undefined, 10);
      expect(all.map(({ executionId, seq }) => [executionId, seq])).toEqual([
        [2, 4],
        [2, 5],
        [9, 2],
        [1, 1],
      ]);
      expect(store.timers(all[1], 1)).toEqual([all[2]]);
      await store.commit([timer('timer.clear', 100, 2, 5), timer('timer.clear', 555, 2, 4)]);
      expect(store.timers(undefined, 10)).toHaveLength(3);
      expect(store.counts().openTimers).toBe(3);
    });

    it('gives open tasks in order until they are closed', async () => {
      const task = (kind: 'task.open' | 'task.close', executionId: number, seq: number): Change => ({
        kind,
        executionId,
        seq,
      });
      await store.commit([task('task.open', 2, 1), task('task.open', 1, 3), task('task.open', 2, 2)]);
      const all = store.tasks(undefined, 10);
      expect(all).toEqual([
        { executionId: 1, seq: 3 },
        { executionId: 2, seq: 1 },
        { executionId: 2, seq: 2 },
      ]);
      expect(store.tasks(all[0], 1)).toEqual([all[1]]);
      await store.commit([task('task.close', 2, 1)]);
      expect(store.tasks(undefined, 10)).toEqual([all[0], all[2]]);
    });

    it('keeps notices of ended executions until they are removed', async () => {
      await store.commit([
        { kind: 'ended.add', id: 1, notice: 'a' },
        { kind: 'ended.add', id: 2, notice: 'b' },
      ]);
      expect(store.ended(1, 5)).toEqual([{ id: 2, notice: 'b' }]);
      await store.commit([{ kind: 'ended.remove', id: 1 }]);
      expect(store.ended(0, 5)).toEqual([{ id: 2, notice: 'b' }]);
    });

    it('keeps records by kind and key', async () => {
      const put = (key: string, value: string): Change => ({ kind: 'record.put', record: 'machine', key, value });
      await store.commit([put('b', '1'), put('a', '2'), { kind: 'record.put', record: 'alias', key: 'a', value: '3' }]);
      await store.commit([put('b', '4'), { kind: 'record.remove', record: 'alias', key: 'a' }]);
      expect(store.records('machine')).toEqual([
        { key: 'a', value: '2' },
        { key: 'b', value: '4' },
      ]);
      expect(store.record('machine', 'b')).toBe('4');
      expect(store.record('alias', 'a')).toBeUndefined();
    });

    it('purges an execution with its name and history and leaves its neighbours', async () => {
      const chunk = (executionId: number): Change => ({
        kind: 'history.append',
        executionId,
        firstEventId: 1,
        events: 'x',
      });
      await store.commit([insert(1), insert(2, { name: 'n' }), insert(3), chunk(1), chunk(2), chunk(3)]);
      await store.commit([{ kind: 'execution.purge', id: 2 }]);
      expect(store.execution(2)).toBeUndefined();
      expect(store.executionIdByName(1, 'n')).toBeUndefined();
      expect(store.history(2)).toEqual([]);
      expect(store.history(1)).toHaveLength(1);
      expect(store.history(3)).toHaveLength(1);
    });

    it('applies a thousand overlapping commits in the order in which they were made', async () => {
      await store.commit([insert(1)]);
      const updates = Array.from({ length: 1000 }, (_, index) =>
        store.commit([
          { kind: 'execution.update', id: 1, status: 'RUNNING', stopMs: null, detail: null, state: `${index}` },
          { kind: 'history.append', executionId: 1, firstEventId: index + 1, events: `${index}` },
        ]),
      );
      await Promise.all(updates);
      expect(store.execution(1)?.state).toBe('999');
      expect(store.history(1).map(({ events }) => Number(events))).toEqual([...Array(1000).keys()]);
    });

    it.each<[string, Change]>([
      ['an execution', insert(1)],
      ['a name', insert(2, { name: 'taken' })],
      ['a piece of history', { kind: 'history.append', executionId: 1, firstEventId: 1, events: 'again' }],
      ['a notice', { kind: 'ended.add', id: 1, notice: 'again' }],
    ])('keeps nothing of a commit that inserts what is there, and takes no more: %s', async (_what, double) => {
      await store.commit([
        insert(1, { name: 'taken' }),
        { kind: 'history.append', executionId: 1, firstEventId: 1, events: 'first' },
        { kind: 'ended.add', id: 1, notice: 'first' },
      ]);
      const refused = store.commit([{ kind: 'ended.add', id: 7, notice: 'beside it' }, double]);
      await expect(refused).rejects.toThrow(StoreWriteError);
      expect((await store.failed).code).toBe('STORE_WRITE_FAILED');
      await expect(store.commit([insert(9)])).rejects.toThrow(StoreClosedError);
      expect(() => store.execution(1)).toThrow(StoreClosedError);
      await store.close();
      if (source.reopen) {
        store = await source.reopen();
        expect(store.history(1)).toEqual([{ firstEventId: 1, events: 'first' }]);
        expect(store.ended(0, 10)).toEqual([{ id: 1, notice: 'first' }]);
        expect(store.lastExecutionId()).toBe(1);
      }
    });

    it('refuses everything once it is closed, and keeps what was committed before', async () => {
      const committed = store.commit([insert(1)]);
      await store.close();
      await committed;
      await expect(store.commit([insert(2)])).rejects.toThrow(StoreClosedError);
      expect(() => store.execution(1)).toThrow(StoreClosedError);
      await store.close();
      if (source.reopen) {
        store = await source.reopen();
        expect(store.execution(1)).toEqual(row(1));
        expect(store.execution(2)).toBeUndefined();
      }
    });

    it('gives back any text unchanged', async () => {
      let id = 0;
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 400 }), async (text) => {
          id += 1;
          await store.commit([{ kind: 'history.append', executionId: id, firstEventId: 1, events: text }]);
          expect(store.history(id)[0]?.events).toBe(text);
        }),
        { numRuns: 50 },
      );
    });
  });
}
