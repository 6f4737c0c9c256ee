import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemIds } from '../system-ids.ts';
import { reservoir } from './reservoir.ts';
import { type SpanRecord, tellable } from './span-record.ts';
import { readTraceHeader, writeTraceHeader, xrayTraceId } from './trace-header.ts';
import { createTracing } from './tracing.ts';

const START_MS = Date.parse('2026-11-22T10:00:00Z');

function world({ room = true } = {}) {
  const taken: SpanRecord[] = [];
  const now = { ms: START_MS };
  const tracing = createTracing({
    clock: { nowMs: () => now.ms },
    ids: systemIds,
    take: (span) => taken.push(span),
    mayBegin: () => room,
  });
  return { tracing, taken, now, named: (name: string) => taken.find((span) => span.name === name) as SpanRecord };
}

describe('tracing', () => {
  it('records parts below the whole, over waits, each with its own', async () => {
    const { tracing, named } = world();
    const one = (name: string) =>
      tracing.start({ name }, async () => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        await tracing.within({ name: `${name} part` }, async () => undefined);
      });
    await Promise.all([one('A'), one('B')]);
    expect(named('A part')).toMatchObject({ traceId: named('A').traceId, parentId: named('A').spanId });
    expect(named('B part')).toMatchObject({ traceId: named('B').traceId, parentId: named('B').spanId });
    expect(named('A').traceId).not.toBe(named('B').traceId);
    expect(named('A')).not.toHaveProperty('parentId');
  });

  it('names a trace by the second in which it began, as X-Ray wants it', async () => {
    const { tracing, named } = world();
    await tracing.start({ name: 'A' }, async () => undefined);
    expect(xrayTraceId(named('A').traceId)).toMatch(
      new RegExp(`^1-${Math.floor(START_MS / 1000).toString(16)}-[0-9a-f]{24}$`, 'u'),
    );
  });

  it('takes up what was left behind in the same trace, linked to what went before', async () => {
    const { tracing, named, now } = world();
    const leave = (name: string) => tracing.start({ name }, async () => tracing.header());
    const previous = await leave('Days ago');
    now.ms += 3 * 86_400_000;
    const header = await leave('Request');
    await tracing.resume({ name: 'Later', header, previous }, async () => undefined);
    expect(named('Later')).toMatchObject({
      traceId: named('Request').traceId,
      parentId: named('Request').spanId,
      parentIsRemote: true,
      links: [{ traceId: named('Days ago').traceId, spanId: named('Days ago').spanId }],
    });
  });

  it('begins anew, linked, where what was left behind is of long ago', async () => {
    const { tracing, named, now } = world();
    const header = await tracing.start({ name: 'Held' }, async () => tracing.header());
    now.ms += 3_600_001 + 1000;
    await tracing.resume({ name: 'Later', header }, async () => undefined);
    expect(named('Later').traceId).not.toBe(named('Held').traceId);
    expect(named('Later')).not.toHaveProperty('parentId');
    expect(named('Later').links).toEqual([{ traceId: named('Held').traceId, spanId: named('Held').spanId }]);
  });

  it('is one trace for all that go on from the same place long ago within minutes, and another for those of later', async () => {
    const { tracing, named, now } = world();
    const execution = await tracing.start({ name: 'Execution' }, async () => tracing.header());
    const other = await tracing.start({ name: 'Other execution' }, async () => tracing.header());
    now.ms = Math.ceil((START_MS + 3 * 86_400_000) / 300_000) * 300_000;
    await tracing.start({ name: 'First function', header: execution }, async () => undefined);
    await tracing.start({ name: 'Function of another', header: other }, async () => undefined);
    now.ms += 2000;
    await tracing.start({ name: 'Second function', header: execution }, async () => undefined);
    now.ms += 86_400_000;
    await tracing.start({ name: 'Next day', header: execution }, async () => undefined);
    expect(named('Second function').traceId).toBe(named('First function').traceId);
    for (const name of ['First function', 'Second function', 'Next day']) {
      expect(named(name)).not.toHaveProperty('parentId');
      expect(named(name).links).toEqual([{ traceId: named('Execution').traceId, spanId: named('Execution').spanId }]);
    }
    const names = ['Execution', 'First function', 'Function of another', 'Next day'];
    expect(new Set(names.map((name) => named(name).traceId)).size).toBe(names.length);
  });

  it('records nothing without a trace, room, or leave', async () => {
    const { tracing, taken } = world();
    const full = world({ room: false });
    expect(await tracing.within({ name: 'Part' }, async () => 1)).toBe(1);
    expect(await tracing.resume({ name: 'Later', header: undefined }, async () => 2)).toBe(2);
    const no = `Root=${xrayTraceId('a'.repeat(32))};Parent=${'b'.repeat(16)};Sampled=0`;
    expect(await tracing.resume({ name: 'Later', header: no }, async () => 3)).toBe(3);
    expect(tracing.begin({ name: 'Request', header: no })).toBeUndefined();
    expect(await full.tracing.start({ name: 'A' }, async () => full.tracing.header())).toBeUndefined();
    expect([...taken, ...full.taken]).toEqual([]);
  });

  it('says the name of what was thrown, not its words, and passes it on', async () => {
    const { tracing, named } = world();
    const failure = new TypeError('ann@uni.edu 123456');
    await expect(tracing.start({ name: 'A' }, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(named('A').facts).toEqual({ error: 'TypeError' });
  });

  it('lets work belong to nothing that is under way', async () => {
    const { tracing } = world();
    await tracing.start({ name: 'A' }, async () => {
      expect(tracing.isTracing()).toBe(true);
      expect(tracing.outside(() => tracing.isTracing())).toBe(false);
    });
  });

  it('ends nothing before it began, though the clock is set back', async () => {
    const { tracing, named, now } = world();
    const begun = tracing.begin({ name: 'A' });
    now.ms -= 60_000;
    begun?.end();
    expect(named('A').durationMs).toBeGreaterThanOrEqual(0);
  });
});

describe('headers', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[1-9a-f][0-9a-f]{31}$/u),
        fc.stringMatching(/^[1-9a-f][0-9a-f]{15}$/u),
        fc.boolean(),
        (traceId, spanId, isSampled) => {
          const header = writeTraceHeader({ traceId, spanId, traceFlags: isSampled ? 1 : 0 });
          expect(readTraceHeader(header)).toMatchObject({ context: { traceId, spanId }, isSampled });
        },
      ),
    );
  });

  it('may hold anything: what is none is not read', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readTraceHeader(text)).toBeUndefined();
      }),
    );
  });

  it.each(['', 'Root=1-5;Parent=1;Sampled=1', `Root=${'x'.repeat(300)}`, undefined])('are not read from %s', (text) => {
    expect(readTraceHeader(text)).toBeUndefined();
  });
});

describe('what may be told', () => {
  it('has known names, and forms that hold nothing of anybody', () => {
    const facts = {
      incidentId: '7k3m9qxd2t0123456789abcdef',
      itemKind: 'answerSheet',
      count: 3,
      status: 409,
      functionName: 'ScheduleExam',
      error: 'States.Timeout',
    };
    expect(tellable(facts)).toEqual(facts);
    expect(
      tellable({
        ...facts,
        incidentId: 'Ann of ann@uni.edu',
        route: '/exam/7k3m?code=123456',
        error: 'no such mailbox: ann@uni.edu',
        method: 'GET /x',
        count: '123456',
        taskToken: 'AAAAKgAAAAIAAAAA',
        name: 'Ann',
      }),
    ).toEqual({ itemKind: 'answerSheet', status: 409, functionName: 'ScheduleExam' });
  });
});

describe('the reservoir', () => {
  it('lets so many through in each second and no more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }),
        (perSecond, stepsMs) => {
          let nowMs = START_MS;
          const take = reservoir(perSecond, { nowMs: () => nowMs });
          const asked = new Map<number, number>();
          const let_ = new Map<number, number>();
          for (const stepMs of stepsMs) {
            nowMs += stepMs;
            const second = Math.floor(nowMs / 1000);
            asked.set(second, (asked.get(second) ?? 0) + 1);
            if (take()) let_.set(second, (let_.get(second) ?? 0) + 1);
          }
          for (const [second, count] of asked) expect(let_.get(second) ?? 0).toBe(Math.min(count, perSecond));
        },
      ),
    );
  });
});
