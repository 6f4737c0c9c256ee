import type { SpanFacts } from '@resit/integrity/ports/tracing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OtlpCollector, startCollector } from '../../testing/otlp-collector.ts';
import { systemIds } from '../system-ids.ts';
import { openSpanExport, type Pace, type SpanExport } from './span-export.ts';
import type { SpanRecord } from './span-record.ts';
import { createTracing } from './tracing.ts';

const SECRET = 'collector-key-93814';
const LONG_MS = 60_000;
/** Longer than a test may take: whoever waits for it fails. */
const HOURS_MS = 2 * 3_600_000;

let collector: OtlpCollector;
const opened: SpanExport[] = [];
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await collector.stop();
});

function open(pace: Partial<Pace> = {}) {
  const told: string[] = [];
  const exported = openSpanExport({
    collector: { endpoint: collector.endpoint, headers: { 'api-key': SECRET } },
    service: { name: 'resit', version: '1.2.3' },
    onFault: (reason) => told.push(reason),
    onRecovery: (lost) => told.push(`again, ${lost} lost`),
    pace: { gatherMs: 10, tryMs: 500, backOffMs: 20, backOffMsMax: 100, ...pace },
  });
  opened.push(exported);
  return { exported, told };
}

const arrived = (count: number) =>
  vi.waitFor(() => expect(collector.spans.length).toBeGreaterThanOrEqual(count), { timeout: LONG_MS, interval: 10 });

const traceId = `6921a3c0${'a'.repeat(24)}`;
const spanIdOf = (number: number) => number.toString(16).padStart(16, '0');
const spanOf = (number: number, more: Partial<SpanRecord> = {}): SpanRecord => ({
  traceId,
  spanId: spanIdOf(number),
  parentIsRemote: false,
  name: 'Read',
  startedMs: 1_795_399_200_000.25,
  durationMs: 1.5,
  facts: {},
  links: [],
  ...more,
});

describe('spans that are exported', () => {
  it('arrive at the collector with their parents, links and facts', async () => {
    const { exported, told } = open();
    const tracing = createTracing({
      clock: { nowMs: () => Date.now() },
      ids: systemIds,
      take: exported.take,
      mayBegin: () => true,
    });
    const incidentId = '7k3m9qxd2t';
    const previous = () => ({ traceId, spanId: spanIdOf(7) });
    await tracing.start({ name: 'Request', facts: { method: 'POST' }, previous }, async () => {
      tracing.note({ route: 'reportIncident', status: 201 });
      const call = { name: 'Function', facts: { functionName: 'ScheduleExam', incidentId, attempt: 0 } };
      await tracing.within(call, async () => undefined);
    });
    await arrived(2);
    const [call, request] = collector.spans;
    expect(request).toMatchObject({
      name: 'Request reportIncident',
      kind: 2,
      parentId: '',
      links: [{ traceId, spanId: spanIdOf(7) }],
      status: 0,
      attributes: {
        'http.request.method': 'POST',
        'http.response.status_code': 201,
        'resit.route': 'reportIncident',
      },
      resource: { 'service.name': 'resit', 'service.version': '1.2.3' },
    });
    expect(call).toMatchObject({
      name: 'Function ScheduleExam',
      kind: 1,
      traceId: request?.traceId,
      parentId: request?.spanId,
      links: [],
      attributes: { 'resit.incident.id': incidentId, 'resit.function.name': 'ScheduleExam', 'resit.attempt': 0 },
    });
    expect(request?.traceId).toMatch(/^[0-9a-f]{32}$/u);
    expect(collector.requests[0]).toMatchObject({ path: '/v1/traces', headers: { 'api-key': SECRET } });
    expect(told).toEqual([]);
  });

  it('keep their times to the microsecond, and say what failed', async () => {
    const { exported } = open();
    exported.take(spanOf(1));
    exported.take(spanOf(2, { facts: { error: 'Conflict' } }));
    exported.take(spanOf(3, { facts: { status: 500 } }));
    exported.take(spanOf(4, { facts: { status: 404, route: '/exam' }, name: 'Request' }));
    await arrived(4);
    const [read, ...others] = collector.spans;
    expect(Number((read?.startNs ?? 0n) / 1000n)).toBe(1_795_399_200_000_250);
    expect(Number((read?.endNs ?? 0n) / 1000n)).toBe(1_795_399_200_001_750);
    expect(others.map(({ name, status }) => [name, status])).toEqual([
      ['Read', 2],
      ['Read', 2],
      ['Request', 0],
    ]);
    expect(others[0]?.attributes).toEqual({ 'error.type': 'Conflict' });
  });

  it('hold nothing but facts of a known form, in no byte', async () => {
    const { exported } = open();
    const personal = ['Zebedee Quux', 'zebedee@student.example', 'AQ4token4secret==', '731940', 'Copied from a friend'];
    const [name, address, token, code, words] = personal;
    const facts = {
      incidentId: address,
      functionName: name,
      route: `/exam/${token}`,
      method: words,
      error: words,
      itemKind: token,
      count: code,
      student: name,
      code: Number(code),
    };
    exported.take(spanOf(1, { facts: facts as unknown as SpanFacts }));
    exported.take(spanOf(2));
    await arrived(2);
    expect(collector.spans[0]?.attributes).toEqual({});
    const sent = Buffer.concat(collector.requests.map(({ body }) => body)).toString('latin1');
    for (const each of personal) expect([each, sent.includes(each)]).toEqual([each, false]);
  });
});

describe('a collector that does not take them', () => {
  it('gets them when it is there again, and is told of once', async () => {
    const { port } = new URL(collector.endpoint);
    await collector.stop();
    const { exported, told } = open({ answerMs: 20000 });
    for (let number = 1; number <= 3; number += 1) exported.take(spanOf(number));
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: LONG_MS });
    exported.take(spanOf(4));
    collector = await startCollector(Number(port));
    await arrived(4);
    await vi.waitFor(() => expect(told).toHaveLength(2), { timeout: LONG_MS });
    expect(told[1]).toBe('again, 0 lost');
    expect(collector.spans.map(({ spanId }) => spanId)).toEqual([1, 2, 3, 4].map(spanIdOf));
    expect(told.join()).not.toContain(SECRET);
  });

  it('and never will, because it refuses them, gets others later', async () => {
    const { exported, told } = open();
    collector.answer = 400;
    exported.take(spanOf(1));
    await vi.waitFor(() => expect(told).toEqual(['the collector answered with status 400']), { timeout: LONG_MS });
    collector.answer = 200;
    exported.take(spanOf(2));
    await arrived(1);
    await vi.waitFor(() => expect(told[1]).toBe('again, 1 lost'), { timeout: LONG_MS });
    expect(collector.spans.map(({ spanId }) => spanId)).toEqual([spanIdOf(2)]);
  });

  it('within its time is given up with the thread that waits for it, and gets them from another', async () => {
    const { exported, told } = open({ tryMs: 10_000, answerMs: 2000 });
    exported.take(spanOf(0));
    await arrived(1);
    collector.answer = 'never';
    exported.take(spanOf(1));
    await vi.waitFor(() => expect(told).toEqual(['the collector did not answer in time']), { timeout: LONG_MS });
    collector.answer = 200;
    await arrived(2);
    expect(collector.spans[1]?.spanId).toBe(spanIdOf(1));
  });

  it('finds the newest of them when it was away for long, and the loss is counted', async () => {
    const { exported, told } = open();
    collector.answer = 400;
    exported.take(spanOf(0));
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: LONG_MS });
    for (let number = 1; number <= 10_000; number += 1) exported.take(spanOf(number));
    collector.answer = 200;
    await vi.waitFor(() => expect(collector.spans.at(-1)?.spanId).toBe(spanIdOf(10_000)), { timeout: LONG_MS });
    expect(collector.spans.length).toBeLessThanOrEqual(4096);
    expect(collector.spans.length).toBeGreaterThan(3000);
    expect(told[1]).toBe(`again, ${10_001 - collector.spans.length} lost`);
  });

  it('is not told of again and again where it takes some and refuses others', async () => {
    const { exported, told } = open();
    for (let number = 0; number < 6; number += 1) {
      const { length } = collector.requests;
      collector.answer = number % 2 === 0 ? 400 : 200;
      exported.take(spanOf(number));
      await vi.waitFor(() => expect(collector.requests.length).toBeGreaterThan(length), { timeout: LONG_MS });
    }
    await arrived(3);
    expect(told).toEqual(['the collector answered with status 400', 'again, 1 lost']);
  });
});

describe('a stop', () => {
  it('sends what has not been sent, however much it is', async () => {
    const { exported } = open({ gatherMs: HOURS_MS, stopMs: LONG_MS });
    for (let number = 1; number <= 1200; number += 1) exported.take(spanOf(number));
    expect(collector.requests).toEqual([]);
    await exported.close();
    expect(collector.spans).toHaveLength(1200);
    exported.take(spanOf(1201));
    await exported.close();
    expect(collector.spans).toHaveLength(1200);
  });

  it.each([
    ['is away', async () => collector.stop()],
    ['does not answer', async () => (collector.answer = 'never')],
    ['refuses', async () => (collector.answer = 503)],
  ])('does not wait for a collector that %s', async (_what, become) => {
    const { exported } = open({ stopMs: 300, tryMs: HOURS_MS, answerMs: HOURS_MS });
    await become();
    exported.take(spanOf(1));
    await exported.close();
    expect(collector.spans).toEqual([]);
  });
});
