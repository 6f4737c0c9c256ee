import type { OtlpCollector } from '@resit/functions/testing/otlp-collector';
import { startCollector } from '@resit/functions/testing/otlp-collector';
import type { ReceivedSpan } from '@resit/functions/testing/otlp-request';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { act, examsOf, incidentAt, report } from './support/incidents.ts';
import { type MailServer, startMailServer } from './support/mail-server.ts';
import { whereIs } from './support/secrets.ts';
import type { Staff } from './support/staff.ts';
import { freePort, startTestHost, type TestHost, until } from './support/test-host.ts';

const KEY = 'collector-key-93814';
const person = { studentNumber: 's7319402', name: 'Zebedee Quuxworth', email: 'zebedee@student.example.edu' };
const body = {
  student: person,
  work: { title: 'An Essay on Marmalade Governance', unit: 'HIST1001' },
  finding: { reference: 'F/2026/31', foundOn: '2026-01-15' },
  description: 'Copied from Perpetua, page by page.',
};

interface Kept {
  traceId: string;
  previous: string[];
  spans: { name: string }[];
}

let collector: OtlpCollector;
let post: MailServer;
let test: TestHost | undefined;
beforeEach(async () => {
  collector = await startCollector();
  post = await startMailServer();
});
afterEach(async () => {
  await test?.stop();
  test = undefined;
  await collector.stop();
  await post.stop();
});

async function start(endpoint: string): Promise<{ host: TestHost; staff: Staff }> {
  const host = await startTestHost({
    RESIT_SMTP_URL: post.url,
    RESIT_CONTACT_ADDRESS: 'office@uni.example',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: `api-key=${KEY}`,
  });
  test = host;
  return { host, staff: await host.administrator() };
}

/** X-Ray's ids are W3C's with dashes and a version. */
const plain = (traceId: string): string => traceId.slice(2).replaceAll('-', '');
const keptOf = async (staff: Staff, incidentId: string): Promise<Kept[]> =>
  (await staff.call<{ items?: Kept[] }>('GET', `/incident/${incidentId}/traces`)).body.items ?? [];
const spansOf = (traceId: string): ReceivedSpan[] => collector.spans.filter((span) => span.traceId === plain(traceId));

/** The newest trace of an incident, once it has come to a mail, here and at the collector. */
const mailed = (staff: Staff, incidentId: string, count: number): Promise<Kept> =>
  until(`trace ${count}`, async () => {
    const [trace, ...others] = await keptOf(staff, incidentId);
    if (!trace || others.length !== count - 1 || !trace.spans.some(({ name }) => name === 'Send mail')) return;
    return spansOf(trace.traceId).length === trace.spans.length && trace;
  });

const lines = (host: TestHost, event: string): string[] => host.logged.filter((line) => line.includes(`"${event}"`));

describe('with a collector, traces', () => {
  it('arrive there as they are kept here: each span below what led to it, each trace linked to the one before', async () => {
    const { host, staff } = await start(collector.endpoint);
    const incidentId = await report(staff);
    const first = await mailed(staff, incidentId, 1);
    await incidentAt(host, incidentId, 'exam-open');
    await act(staff, incidentId, 'withdraw', { why: 'A mistake.' });
    const second = await mailed(staff, incidentId, 2);
    for (const trace of [first, second]) {
      const spans = spansOf(trace.traceId);
      const ids = new Set(spans.map(({ spanId }) => spanId));
      const begins = spans.filter(({ parentId }) => parentId === '');
      expect(begins.map(({ name, kind }) => [name, kind])).toEqual([
        [trace === first ? 'Request reportIncident' : 'Request withdrawIncident', 2],
      ]);
      expect(spans.filter(({ parentId }) => parentId !== '' && !ids.has(parentId))).toEqual([]);
      expect(spans.some(({ attributes }) => attributes['resit.incident.id'] === incidentId)).toBe(true);
      for (const { startNs, endNs, resource } of spans) {
        expect(endNs >= startNs).toBe(true);
        expect(resource).toMatchObject({ 'service.name': 'resit' });
        expect(resource['service.version']).toMatch(/^\d+\.\d+\.\d+/u);
      }
    }
    const nameOf = (id: string) => collector.spans.find(({ spanId }) => spanId === id)?.name;
    const scheduling = collector.spans.find(({ name }) => name === 'Function ScheduleExam');
    expect(nameOf(scheduling?.parentId ?? '')).toBe('StartExecution');
    const linked = spansOf(second.traceId).flatMap(({ links }) => links.map(({ traceId }) => traceId));
    expect(new Set(linked)).toEqual(new Set([plain(first.traceId)]));
    expect(collector.requests.every(({ headers }) => headers['api-key'] === KEY)).toBe(true);
    expect(
      whereIs(
        KEY,
        host.logged.map((text) => ({ where: 'log', text })),
      ),
    ).toEqual([]);
  });

  it('say nothing of anybody, no code and no token, in no byte that is sent', async () => {
    const { host, staff } = await start(collector.endpoint);
    const incidentId = await report(staff, body);
    await until('the invitation', async () => post.arrived.length > 0);
    const tokenOf = async () => (await examsOf(host, incidentId))[0]?.waiting?.taskToken;
    const token = await until('a token', tokenOf);
    const { code } = (
      await staff.call<{ code: string }>('POST', `/incident/${incidentId}/issue-code`, { identityCheck: 'Pass' })
    ).body;
    // Where nothing is, and asked for with everything that nobody should see.
    const query = new URLSearchParams({ name: person.name, token, code });
    await fetch(`${host.origin}/exam/${encodeURIComponent(person.email)}?${query}`, {
      method: 'POST',
      headers: { 'X-Amzn-Trace-Id': `Root=${person.name}`, Origin: host.origin },
    });
    await act(staff, incidentId, 'withdraw', { why: `${person.name} was mistaken for another.` });
    await incidentAt(host, incidentId, 'withdrawn');
    await host.host.close();
    const names = collector.spans.map(({ name }) => name);
    for (const name of ['Request issueCode', 'Send mail', 'Resume workflow', 'Request'])
      expect([name, names.includes(name)]).toEqual([name, true]);
    const sent = collector.requests.map(({ path, headers, body: bytes }) => ({
      where: path,
      text: JSON.stringify(headers) + bytes.toString('latin1'),
    }));
    expect(whereIs(incidentId, sent)).not.toEqual([]);
    const secrets = [...Object.values(person), 'Zebedee', 'Quuxworth', 'Marmalade', 'Perpetua', token, code];
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(4);
      expect([secret, whereIs(secret, sent)]).toEqual([secret, []]);
    }
  });

  it('are sent at a stop, as far as they have not been', async () => {
    const { host, staff } = await start(collector.endpoint);
    const incidentId = await report(staff);
    await incidentAt(host, incidentId, 'exam-open');
    await host.host.close();
    const names = collector.spans.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['Request reportIncident', 'Function RegisterIncident', 'Function ScheduleExam']),
    );
  });

  it('that cannot get there cost nobody anything: reports go on, traces are kept here, and the log says it once', async () => {
    const { host, staff } = await start(`http://127.0.0.1:${await freePort()}`);
    const incidents = [await report(staff), await report(staff)];
    for (const incidentId of incidents) await incidentAt(host, incidentId, 'exam-open');
    const event = 'traces cannot be exported';
    await until('the line', async () => lines(host, event).length > 0);
    const later = await report(staff);
    await incidentAt(host, later, 'exam-open');
    await until('its trace', async () => (await keptOf(staff, later)).length > 0);
    expect((await fetch(`${host.origin}/health`)).status).toBe(200);
    await host.host.close();
    expect(lines(host, event).map((line) => (JSON.parse(line) as { reason: string }).reason)).toEqual([
      'the collector cannot be reached (ECONNREFUSED)',
    ]);
    expect(host.logged.join()).not.toContain(KEY);
  });
});
