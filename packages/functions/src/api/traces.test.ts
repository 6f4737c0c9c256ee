import { describe, expect, it } from 'vitest';
import type { TraceSource } from '../hosting/tracing/trace-source.ts';
import { createTestApi, lecturer, officer } from '../testing/call-api.ts';
import { createOffice } from '../testing/office.ts';

const AT = 'GET /incident/{incidentId}/traces';
const traceId = '6b038052334d3119b8fbd8deca7b08f9';
const common = { traceId, parentIsRemote: false, durationMs: 2.5, links: [] };
const kept = {
  traceId,
  dropped: 1,
  spans: [
    {
      ...common,
      spanId: 'b',
      parentId: 'a',
      name: 'Function',
      startedMs: 1001,
      facts: { functionName: 'ScheduleExam', attempt: 1 },
    },
    {
      ...common,
      spanId: 'a',
      name: 'Request',
      startedMs: 1000,
      facts: { method: 'POST', route: 'reportIncident', status: 202, count: 3, itemKind: 'exam', error: 'Conflict' },
      links: [{ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) }],
    },
  ],
};

async function world(traces: TraceSource | undefined) {
  const deps = { ...(await createOffice()), ...(traces ? { traces } : {}) };
  return { api: createTestApi(deps), path: { incidentId: 'one' } };
}

describe('the traces of an incident', () => {
  it('are those that are kept of it, as many as are asked for', async () => {
    const asked: unknown[] = [];
    const { api, path } = await world({
      kind: 'kept',
      ofIncident: async (...of) => {
        asked.push(of);
        return [kept, { traceId: 'e'.repeat(32), spans: [], dropped: 0 }];
      },
    });
    const { status, body } = await api.call<{ items: { spans: unknown[] }[] }>(officer, AT, {
      path,
      query: { limit: '7' },
    });
    expect(status).toBe(200);
    expect(asked).toEqual([[path.incidentId, 7]]);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]?.spans).toEqual([
      expect.objectContaining({ spanId: 'a', depth: 0, startMs: 0, error: 'Conflict' }),
      expect.objectContaining({ spanId: 'b', depth: 1, startMs: 1, attempt: 1 }),
    ]);
  });

  it('are shown elsewhere where they are not kept', async () => {
    const { api, path } = await world({ kind: 'elsewhere', addressOf: (id) => `https://x.example/?of=${id}` });
    const { body } = await api.call(officer, AT, { path });
    expect(body).toEqual({ items: [], elsewhere: `https://x.example/?of=${path.incidentId}` });
  });

  it('are none where nobody follows anything', async () => {
    const { api, path } = await world(undefined);
    expect((await api.call(officer, AT, { path })).body).toEqual({ items: [] });
  });

  it.each(['0', '51', 'x'])('are not given %s at a time', async (limit) => {
    const { api, path } = await world(undefined);
    expect((await api.call(officer, AT, { path, query: { limit } })).status).toBe(400);
  });

  it('are not for lecturers, and not of an incident that is not there', async () => {
    const { api, path } = await world(undefined);
    expect((await api.call(lecturer, AT, { path })).status).toBe(403);
    expect((await api.call(officer, AT, { path: { incidentId: 'none' } })).status).toBe(404);
  });
});
