import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpanRecord } from '@resit/functions/hosting/tracing/span-record';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTraceStore, type TraceStore, type TraceStoreOptions } from './trace-store.ts';

let folder: string;
let nowMs = Date.parse('2026-11-22T10:00:00Z');
let opened: TraceStore[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resit-traces-'));
});
afterEach(() => {
  for (const store of opened) store.close();
  opened = [];
  rmSync(folder, { recursive: true });
});

function open(options: Partial<TraceStoreOptions> = {}): TraceStore {
  const file = join(folder, 'traces.db');
  const onFault = (error: unknown) => {
    throw error;
  };
  const store = openTraceStore({ file, clock: { nowMs: () => nowMs }, onFault, ...options });
  opened.push(store);
  return store;
}

const traceIdOf = (number: number): string => number.toString(16).padStart(32, '0');
/** A request about an incident, of which the workflow goes on. */
function spansOf(number: number, incidentId: string | undefined, { goesOn = true } = {}): SpanRecord[] {
  const traceId = traceIdOf(number);
  const common = { traceId, parentIsRemote: false, startedMs: nowMs + number, durationMs: 1, links: [] };
  const about = incidentId === undefined ? {} : { incidentId };
  const request = { ...common, spanId: `${number}-request`, name: 'Request', facts: about };
  const call = {
    ...common,
    spanId: `${number}-call`,
    parentId: request.spanId,
    parentIsRemote: true,
    name: 'Function',
    startedMs: nowMs + number + 1,
    facts: {},
  };
  return goesOn ? [request, call] : [request];
}
const take = (store: TraceStore, spans: readonly SpanRecord[]) => {
  for (const span of spans) store.take(span);
};
const idsOf = (store: TraceStore, incidentId: string) => store.ofIncident(incidentId, 50).map(({ traceId }) => traceId);

describe('the trace store', () => {
  it('gives the traces of an incident, newest first, after a restart too', () => {
    const store = open();
    take(store, [...spansOf(1, 'a'), ...spansOf(2, 'b'), ...spansOf(3, 'a')]);
    expect(idsOf(store, 'a')).toEqual([traceIdOf(3), traceIdOf(1)]);
    expect(store.ofIncident('a', 1)[0]?.spans).toEqual(
      spansOf(3, 'a').toSorted((x, y) => (x.spanId < y.spanId ? -1 : 1)),
    );
    expect(store.lastOf('a')).toEqual({ traceId: traceIdOf(3), spanId: '3-request' });
    store.close();
    opened = [];
    expect(idsOf(open(), 'a')).toEqual([traceIdOf(3), traceIdOf(1)]);
    expect(opened[0]?.lastOf('none')).toBeUndefined();
  });

  it('adds what comes of a trace later', () => {
    const store = open();
    const [request, call] = spansOf(1, 'a') as [SpanRecord, SpanRecord];
    take(store, [request, call]);
    store.flush();
    store.take({ ...call, spanId: 'mail', name: 'Send mail' });
    expect(
      store
        .ofIncident('a', 1)[0]
        ?.spans.map(({ spanId }) => spanId)
        .sort(),
    ).toEqual(['1-call', '1-request', 'mail']);
  });

  it('keeps nothing of which no incident goes on, and waits for what may still say so', () => {
    const store = open();
    take(store, [...spansOf(1, undefined), ...spansOf(2, 'a', { goesOn: false })]);
    expect(idsOf(store, 'a')).toEqual([]);
    take(store, spansOf(2, 'a').slice(1));
    expect(store.ofIncident('a', 1)[0]?.spans).toHaveLength(2);
    take(store, spansOf(3, 'a', { goesOn: false }));
    store.flush();
    nowMs += 31_000;
    store.flush();
    take(store, spansOf(3, 'a').slice(1));
    expect(idsOf(store, 'a')).toEqual([traceIdOf(2)]);
  });

  it('forgets the oldest beyond its bound, and what is older than 30 days', () => {
    const store = open({ tracesMax: 3 });
    for (let number = 1; number <= 5; number += 1) {
      take(store, spansOf(number, 'a'));
      store.flush();
    }
    expect(idsOf(store, 'a')).toEqual([5, 4, 3].map(traceIdOf));
    nowMs += 31 * 86_400_000;
    take(store, spansOf(6, 'a'));
    expect(idsOf(store, 'a')).toEqual([traceIdOf(6)]);
  });

  it('keeps so many spans of a trace, and says how many there were beside', () => {
    const store = open();
    const [, call] = spansOf(1, 'a') as [SpanRecord, SpanRecord];
    const many = Array.from({ length: 450 }, (_, at) => ({ ...call, spanId: `s${at}` }));
    take(store, [...spansOf(1, 'a'), ...many.slice(0, 200)]);
    store.flush();
    take(store, many.slice(200));
    const [kept] = store.ofIncident('a', 1);
    expect(kept?.spans).toHaveLength(400);
    expect(kept?.dropped).toBe(52);
  });

  it('begins anew where the file is broken: nothing depends on it', () => {
    writeFileSync(join(folder, 'traces.db'), 'This is no database, and long enough to be looked at as one.'.repeat(20));
    const store = open();
    take(store, spansOf(1, 'a'));
    expect(idsOf(store, 'a')).toEqual([traceIdOf(1)]);
  });
});
