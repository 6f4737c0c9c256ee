import type { Repository } from '@resit/integrity/ports/repository';
import { createInMemoryRepository } from '@resit/integrity/testing/in-memory-repository';
import { describe, expect, it } from 'vitest';
import { systemIds } from '../system-ids.ts';
import type { SpanRecord } from './span-record.ts';
import { tracedRepository } from './traced-repository.ts';
import { createTracing } from './tracing.ts';

const callback = {
  id: 'exam:2',
  version: 0,
  incidentId: '7k3m9qxd2t',
  taskToken: 'secret-token',
  output: {},
  attempts: 0,
  nextAttemptAt: '2026-11-22T10:00:00.000Z',
};

function world() {
  const taken: SpanRecord[] = [];
  const tracing = createTracing({
    clock: { nowMs: () => Date.now() },
    ids: systemIds,
    take: (span) => taken.push(span),
    mayBegin: () => true,
  });
  const inner: Repository = createInMemoryRepository();
  return { tracing, taken, inner, traced: tracedRepository(inner, tracing) };
}

describe('a traced repository', () => {
  it('writes on what is left behind which trace left it, once, and says whose incident it is of', async () => {
    const { tracing, taken, inner, traced } = world();
    const header = await tracing.start({ name: 'Request' }, async () => {
      await traced.commit([{ type: 'put', kind: 'callback', item: callback }]);
      return taken[0] && tracing.header();
    });
    const written = await inner.get('callback', callback.id);
    const [commit] = taken;
    expect(commit).toMatchObject({ name: 'Commit', facts: { count: 1, incidentId: callback.incidentId } });
    expect(written?.traceHeader).toContain(`Parent=${commit?.spanId}`);
    expect(header).toContain(taken[1]?.spanId);
    await tracing.start({ name: 'Drain' }, async () => {
      if (written) await traced.commit([{ type: 'put', kind: 'callback', item: written, expected: written.version }]);
    });
    expect((await inner.get('callback', callback.id))?.traceHeader).toBe(written?.traceHeader);
  });

  it('leaves everything as it is while nothing is traced', async () => {
    const { taken, inner, traced } = world();
    await traced.commit([{ type: 'put', kind: 'callback', item: callback }]);
    expect(await traced.get('callback', callback.id)).toEqual(await inner.get('callback', callback.id));
    expect(await inner.get('callback', callback.id)).not.toHaveProperty('traceHeader');
    expect(taken).toEqual([]);
  });

  it('tells of reads how many there were, and nothing of what they found', async () => {
    const { tracing, taken, traced } = world();
    await traced.commit([{ type: 'put', kind: 'callback', item: callback }]);
    await tracing.start({ name: 'Drain' }, async () => {
      await traced.query('callback', 'due', { partition: 'due' });
      await traced.get('callback', callback.id);
      await traced.getMany('callback', [callback.id, 'none']);
      await traced.counters(['a', 'b']);
    });
    expect(taken.slice(0, 4).map(({ name, facts }) => [name, facts])).toEqual([
      ['Query', { itemKind: 'callback', count: 1 }],
      ['Read', { itemKind: 'callback', incidentId: callback.incidentId }],
      ['Read many', { itemKind: 'callback', count: 2 }],
      ['Counters', { count: 2 }],
    ]);
    expect(JSON.stringify(taken)).not.toContain(callback.taskToken);
  });
});
