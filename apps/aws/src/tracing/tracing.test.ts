import { createSocket, type Socket } from 'node:dgram';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { daemonAddress, daemonSender } from './daemon.ts';
import type { Segment } from './segment.ts';
import { tracesAddress } from './traces-address.ts';

let daemon: Socket;
let port = 0;
let received: string[] = [];
beforeAll(async () => {
  daemon = createSocket('udp4', (datagram) => received.push(datagram.toString()));
  await new Promise<void>((resolve) => daemon.bind(0, '127.0.0.1', resolve));
  port = daemon.address().port;
});
afterAll(() => {
  daemon.close();
});
afterEach(() => {
  received = [];
  vi.unstubAllEnvs();
  vi.resetModules();
});

const documents = (): Segment[] =>
  received.map((text) => {
    const [header, ...rest] = text.split('\n');
    expect(header).toBe('{"format":"json","version":1}');
    return JSON.parse(rest.join('\n')) as Segment;
  });
/** Datagrams are read in a later turn of the event loop. */
const arrived = (count: number) => expect.poll(() => received).toHaveLength(count);

const seconds = (ms: number) => Math.floor(ms / 1000).toString(16);
const CALLER = '53995c3f42cd8ad8';
const headerOf = (beganMs: number, sampled: 0 | 1, rest = 'a'.repeat(24)) =>
  `Root=1-${seconds(beganMs)}-${rest};Parent=${CALLER};Sampled=${sampled}`;

/** The room as a function loads it whose environment is this. */
async function load(header: string | undefined, { traced = true } = {}) {
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', traced ? `127.0.0.1:${port}` : undefined);
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'resit-production-ScheduleExamFunction-1A2B3C');
  vi.stubEnv('_X_AMZN_TRACE_ID', header);
  return import('./tracing.ts');
}

describe('the call of a function', () => {
  it('is a part of Lambda’s segment with all that it did, sent when it has answered', async () => {
    const header = headerOf(Date.now(), 1);
    const { traced, tracing } = await load(header);
    const handler = traced(async (event: { id: string }) => {
      await tracing.within({ name: 'Read', facts: { itemKind: 'exam' } }, async () => undefined);
      return event.id;
    });
    expect(await handler({ id: 'x' }, {})).toBe('x');
    await arrived(2);
    const [read, call] = documents();
    expect(call).toMatchObject({
      name: 'ScheduleExamFunction',
      type: 'subsegment',
      parent_id: CALLER,
      trace_id: header.slice('Root='.length, header.indexOf(';')),
    });
    expect(read).toMatchObject({ name: 'DynamoDB', namespace: 'aws', type: 'subsegment', parent_id: call?.id });
    expect(read?.annotations).toEqual({ work: 'Read', itemKind: 'exam' });
    for (const { start_time: from, end_time: to } of documents()) expect(to).toBeGreaterThanOrEqual(from);
  });

  it('says by what it failed, and fails by the same', async () => {
    const { traced } = await load(headerOf(Date.now(), 1));
    const failure = new RangeError('Ann of ann@uni.edu has none left');
    const handler = traced(() => Promise.reject(failure));
    await expect(handler({}, {})).rejects.toBe(failure);
    await arrived(1);
    expect(documents()[0]).toMatchObject({ fault: true, annotations: { error: 'RangeError' } });
    expect(received[0]).not.toMatch(/Ann|uni\.edu/u);
  });

  it.each([
    ['Lambda says not to', headerOf(Date.now(), 0)],
    ['Lambda says nothing', undefined],
    ['what Lambda says is unreadable', 'Root=1-x;Sampled=1'],
  ])('is not followed when %s', async (_when, header) => {
    const { traced, tracing } = await load(header);
    const handler = traced(async () => tracing.header());
    const within = await handler({}, {});
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(received).toEqual([]);
    expect(within).toBeUndefined();
  });

  it('is left as it is where there is no daemon', async () => {
    const { traced } = await load(headerOf(Date.now(), 1), { traced: false });
    const handler = async () => 1;
    expect(traced(handler)).toBe(handler);
  });

  it('begins a trace of its own, linked, when the execution began long ago', async () => {
    const weeksAgo = Date.now() - 20 * 86_400_000;
    const { traced } = await load(headerOf(weeksAgo, 1));
    const before = seconds(Date.now() - 300_000);
    await traced(async () => undefined)({}, {});
    const after = seconds(Date.now());
    await arrived(1);
    const [call] = documents();
    const [, began = '', unique] = call?.trace_id.split('-') ?? [];
    expect(began >= before && began <= after).toBe(true);
    expect(unique).toBe('a'.repeat(24));
    expect(call).not.toHaveProperty('type');
    expect(call).not.toHaveProperty('parent_id');
    expect(call?.links).toEqual([{ trace_id: `1-${seconds(weeksAgo)}-${'a'.repeat(24)}`, id: CALLER }]);
  });

  it('takes up what another call left behind as a segment below that one, in that one’s trace', async () => {
    const { traced, tracing } = await load(headerOf(Date.now(), 1));
    const left = headerOf(Date.now() - 5_000, 1, 'b'.repeat(24));
    const handler = traced(() =>
      tracing.resume({ name: 'Send mail', header: left, facts: { incidentId: '7k3m9qxd' } }, async () => undefined),
    );
    await handler({}, {});
    await arrived(2);
    const mail = documents().find(({ name }) => name === 'Send mail');
    expect(mail).toMatchObject({ parent_id: CALLER, annotations: { incidentId: '7k3m9qxd' } });
    expect(mail?.trace_id.endsWith('b'.repeat(24))).toBe(true);
    expect(mail).not.toHaveProperty('type');
  });

  it('sends what it took up, though the call itself is not followed', async () => {
    const { traced, tracing } = await load(headerOf(Date.now(), 0));
    const left = headerOf(Date.now() - 5_000, 1, 'b'.repeat(24));
    await traced(() => tracing.resume({ name: 'Resume workflow', header: left }, async () => undefined))({}, {});
    await arrived(1);
    expect(documents()[0]).toMatchObject({ name: 'Resume workflow', parent_id: CALLER });
  });
});

describe('the daemon’s address', () => {
  it.each([
    ['169.254.100.1:2000', { host: '169.254.100.1', port: 2000 }],
    ['tcp:127.0.0.1:2001 udp:127.0.0.2:2002', { host: '127.0.0.2', port: 2002 }],
    ['[fd00:ec2::1]:2000', { host: 'fd00:ec2::1', port: 2000 }],
    ['nonsense', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('is read from %s', (text, address) => {
    expect(daemonAddress(text)).toEqual(address);
  });

  it('may be one at which nobody listens: nothing fails', async () => {
    const send = daemonSender({ host: '127.0.0.1', port: 9 });
    const segment: Segment = { name: 'a', id: 'b', trace_id: 'c', start_time: 1, end_time: 2, annotations: {} };
    await expect(send([segment, segment])).resolves.toBeUndefined();
  });

  it('gets no document that is larger than it takes', async () => {
    const send = daemonSender({ host: '127.0.0.1', port });
    const segment: Segment = { name: 'a', id: 'b', trace_id: 'c', start_time: 1, end_time: 2, annotations: {} };
    await send([{ ...segment, name: 'x'.repeat(70_000) }, segment]);
    await arrived(1);
    expect(documents()[0]?.name).toBe('a');
  });
});

it('finds an incident’s traces in the console of its region', () => {
  expect(tracesAddress('ap-southeast-2', '7k3m')).toBe(
    'https://ap-southeast-2.console.aws.amazon.com/xray/home?region=ap-southeast-2#/traces?filter=annotation.incidentId%20%3D%20%227k3m%22',
  );
  expect(tracesAddress('cn-north-1', 'a')).toContain('https://cn-north-1.console.amazonaws.cn/');
});
