import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../testing-centre/e2e/browser.ts';
import { act, incidentAt, report } from './support/incidents.ts';
import { type MailServer, startMailServer } from './support/mail-server.ts';
import { Office } from './support/office.ts';
import { examOf } from './support/outbox.ts';
import { picture } from './support/pictures.ts';
import { PASSWORD, type Staff } from './support/staff.ts';
import { startTestHost, type TestHost, until } from './support/test-host.ts';

interface Span {
  depth: number;
  name: string;
  startMs: number;
  durationMs: number;
  functionName?: string;
  route?: string;
  status?: number;
}
interface Trace {
  traceId: string;
  startedAt: string;
  durationMs: number;
  previous: string[];
  spans: Span[];
}

let browser: Browser;
let post: MailServer;
let test: TestHost;
let staff: Staff;
beforeAll(async () => {
  browser = await launchBrowser();
  post = await startMailServer();
  test = await startTestHost({ RESIT_SMTP_URL: post.url, RESIT_CONTACT_ADDRESS: 'office@uni.example' });
  staff = await test.administrator();
});
afterAll(async () => {
  await browser?.close();
  await test?.stop();
  await post?.stop();
});

/** None of an incident that is not registered yet. */
const tracesOf = async (incidentId: string): Promise<Trace[]> =>
  (await staff.call<{ items?: Trace[] }>('GET', `/incident/${incidentId}/traces`)).body.items ?? [];

/** What was done, in words: where, and by which function. */
const words = ({ name, functionName, route }: Span): string => [name, functionName ?? route].filter(Boolean).join(' ');
const partsOf = (trace: Trace, depth: number): string[] =>
  trace.spans.filter((span) => span.depth === depth).map(words);

/** The newest trace, once it has come to a mail. */
const mailed = (incidentId: string, count: number): Promise<Trace> =>
  until(`trace ${count}`, async () => {
    const traces = await tracesOf(incidentId);
    return traces.length === count && traces[0]?.spans.some(({ name }) => name === 'Send mail') && traces[0];
  });

describe('traces of an incident', () => {
  it('are one for each time that the workflow goes on, from the request to the mail, linked to the one before', async () => {
    const incidentId = await report(staff);
    const first = await mailed(incidentId, 1);
    expect(partsOf(first, 0)).toEqual(['Request reportIncident']);
    expect(partsOf(first, 1)).toEqual(['Authorize', 'StartExecution']);
    const calls = first.spans.filter(({ name }) => name === 'Function').map(words);
    expect(calls).toEqual(['Function RegisterIncident', 'Function ScheduleExam', 'Function SendNotification']);
    expect(first.previous).toEqual([]);
    const exam = await examOf(test.host.deps, incidentId, 1);

    await act(staff, incidentId, 'withdraw', { why: 'A mistake.' });
    await incidentAt(test, incidentId, 'withdrawn');
    const second = await mailed(incidentId, 2);
    expect(partsOf(second, 0)).toEqual(['Request withdrawIncident']);
    expect(second.spans.map(words)).toEqual(
      expect.arrayContaining(['Function ApiFunction', 'Resume workflow', 'Send mail']),
    );
    expect(second.previous).toEqual([first.traceId]);
    for (const { spans, durationMs } of [first, second])
      for (const span of spans) {
        expect(span.startMs).toBeGreaterThanOrEqual(0);
        expect(span.startMs + span.durationMs).toBeLessThanOrEqual(durationMs + 0.01);
      }

    // What was left behind is not carried on by what is done with.
    const { repository } = test.host.deps;
    await until('the mails', async () => post.arrived.length >= 2);
    const mail = await repository.get('mail', `invitation:${exam.id}`);
    expect(mail?.delivery.status).toBe('accepted');
    expect(mail).not.toHaveProperty('traceHeader');
  });

  it('take up the trace of a caller that records it, and not of one that does not', async () => {
    const root = `${Math.floor(Date.now() / 1000).toString(16)}5a5a5a5a5a5a5a5a5a5a5a5a`;
    const header = (sampled: 0 | 1) =>
      `Root=1-${root.slice(0, 8)}-${root.slice(8)};Parent=53995c3f42cd8ad8;Sampled=${sampled}`;
    const body = (number: string) => ({
      student: { studentNumber: number, name: 'Ann', email: 'ann@student.example.edu' },
      work: { title: 'Essay', unit: 'HIST1001' },
      finding: { reference: 'F/1', foundOn: '2026-01-15' },
      description: 'Copied.',
    });
    const told = async (number: string, sampled: 0 | 1) => {
      const sent = { 'X-Amzn-Trace-Id': header(sampled) };
      const answer = await staff.call<{ incidentId: string }>('POST', '/incident', body(number), sent);
      await incidentAt(test, answer.body.incidentId, 'exam-open');
      return answer.body.incidentId;
    };
    const followed = await told('s801', 1);
    const trace = await until('its trace', async () => (await tracesOf(followed))[0]);
    expect(trace.traceId).toBe(`1-${root.slice(0, 8)}-${root.slice(8)}`);
    const left = await told('s802', 0);
    expect((await tracesOf(left)).map(({ traceId }) => traceId)).not.toContain(trace.traceId);
    const lines = test.logged.map((line) => JSON.parse(line) as { traceId?: string; route?: string });
    expect(lines.filter(({ traceId }) => traceId === trace.traceId).map(({ route }) => route)).toEqual([
      'reportIncident',
    ]);
  });

  it('are for officers, of incidents that there are', async () => {
    expect((await staff.call('GET', '/incident/none/traces')).status).toBe(404);
  });

  it('are shown as waterfalls, in words as well as bars, on a desk and on a phone', async () => {
    const incidentId = await report(staff);
    const trace = await mailed(incidentId, 1);
    const office = await Office.open(browser, test.origin);
    const { page } = office;
    await office.signIn('admin', PASSWORD);
    await page.goto(`${test.origin}/admin/incidents/${incidentId}?tab=traces`);
    const list = page.getByRole('list', { name: 'What was done, in order' });
    await list.first().waitFor();
    expect(await list.count()).toBe(1);
    const rows = list.getByRole('listitem');
    expect(await rows.count()).toBe(trace.spans.length);
    const text = await rows.nth(3).innerText();
    expect(text).toMatch(/^Start workflow\s*, level 2, after [\d.]+ m?s, took\s+[\d.]+ m?s$/u);
    await picture(page, 'traces-desk', { whole: true });
    // No bar leaves its track, and those that began later stand further on.
    const placesOf = async (selector: string) => {
      const found = await page.locator(selector).all();
      return Promise.all(found.map(async (one) => (await one.boundingBox()) ?? { x: 0, width: Number.NaN }));
    };
    const tracks = await placesOf('.rs-waterfall-track');
    const bars = (await placesOf('.rs-waterfall-bar')).map(({ x, width }, at) => {
      const track = tracks[at] ?? { x: Number.NaN, width: 0 };
      return { from: x - track.x, beyond: x + width - (track.x + track.width) };
    });
    expect(bars).toHaveLength(trace.spans.length);
    expect(Math.max(...bars.map(({ beyond }) => beyond))).toBeLessThan(1);
    expect(bars.at(-1)?.from).toBeGreaterThan(bars[0]?.from ?? 0);
    const audit = await new AxeBuilder({ page }).setLegacyMode().include('.rs-waterfall').analyze();
    expect(audit.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    expect(audit.passes.length).toBeGreaterThan(2);
    await page.setViewportSize({ width: 360, height: 800 });
    await picture(page, 'traces-phone');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.context().close();
  });
});
