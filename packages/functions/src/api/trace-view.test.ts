import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpanRecord } from '../hosting/tracing/span-record.ts';
import { inOrder, traceView } from './trace-view.ts';

const traceId = '6b038052334d3119b8fbd8deca7b08f9';
const span = (spanId: string, startedMs: number, of: Partial<SpanRecord> = {}): SpanRecord => ({
  traceId,
  spanId,
  parentIsRemote: false,
  name: spanId,
  startedMs,
  durationMs: 1,
  facts: {},
  links: [],
  ...of,
});

describe('a trace as the API gives it', () => {
  it('has parts after their whole, times from its beginning, and what it goes on from', () => {
    const before = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    const view = traceView({
      traceId,
      dropped: 2,
      spans: [
        span('late', 1010.5, { parentId: 'root', durationMs: 20 }),
        span('part', 1003, { parentId: 'early', links: [before, before] }),
        span('root', 1000, { facts: { incidentId: 'i1', route: 'reportIncident', status: 202 } }),
        span('early', 1002, { parentId: 'root', links: [{ traceId, spanId: 'root' }] }),
      ],
    });
    expect(view).toMatchObject({
      traceId: '1-6b038052-334d3119b8fbd8deca7b08f9',
      startedAt: '1970-01-01T00:00:01.000Z',
      durationMs: 30.5,
      previous: [`1-${'a'.repeat(8)}-${'a'.repeat(24)}`],
      dropped: 2,
    });
    expect(view.spans.map(({ name, depth, startMs }) => [name, depth, startMs])).toEqual([
      ['root', 0, 0],
      ['early', 1, 2],
      ['part', 2, 3],
      ['late', 1, 10.5],
    ]);
    expect(view.spans[0]).toEqual({
      spanId: 'root',
      depth: 0,
      name: 'root',
      startMs: 0,
      durationMs: 1,
      route: 'reportIncident',
      status: 202,
    });
  });

  it('gives every span once that has a way to a beginning, below what it is a part of', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fc.nat(30), parent: fc.option(fc.nat(30)), at: fc.nat(100) }), { maxLength: 30 }),
        (given) => {
          const known = new Map(
            given.map(({ id, parent, at }) => [id, { id, parent: parent !== null && parent < id ? parent : null, at }]),
          );
          const spans = [...known.values()].map(({ id, parent, at }) =>
            span(String(id), at, parent === null ? {} : { parentId: String(parent) }),
          );
          const placed = inOrder(spans);
          expect(placed.map(({ span: { spanId } }) => spanId).sort()).toEqual(spans.map(({ spanId }) => spanId).sort());
          for (const [index, { span: each, depth }] of placed.entries()) {
            const isPart = each.parentId !== undefined && known.has(Number(each.parentId));
            expect(depth > 0).toBe(isPart);
            const parent = placed.slice(0, index).findLast((one) => one.depth === depth - 1);
            if (isPart) expect(parent?.span.spanId).toBe(each.parentId);
          }
        },
      ),
    );
  });
});
