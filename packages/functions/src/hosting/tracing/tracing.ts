import {
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Clock, Ids } from '@resit/integrity/ports/deps';
import type { SpanFacts, TracedWork, Tracing } from '@resit/integrity/ports/tracing';
import { preciseClock } from './precise-clock.ts';
import { type SpanPlace, type SpanRecord, type TakeSpan, tellable } from './span-record.ts';
import { beganMs, readTraceHeader, writeTraceHeader } from './trace-header.ts';

export interface TracingOptions {
  clock: Clock;
  ids: Ids;
  take: TakeSpan;
  /** Asked before a trace is begun: whether there is room for one more. */
  mayBegin(): boolean;
}

/** A beginning of something, or its going on from elsewhere. */
export interface BeginWork extends TracedWork {
  /** As it came from outside; what it says is followed: the trace, and whether to record. */
  header?: string | undefined;
  /** Where what went before is; asked for if it is traced. */
  previous?: () => SpanPlace | undefined;
}

/** Work that has begun and is traced. */
export interface Begun {
  traceId: string;
  /** By which others go on with it. */
  header: string;
  /** Runs a part of it: what is traced within belongs to it. */
  run<T>(part: () => T): T;
  end(facts?: SpanFacts): void;
}

/** Tracing as hosts have it: they begin traces, everybody else goes on with them. */
export interface HostTracing extends Tracing {
  /** Runs something that belongs to nothing that is under way, such as a drain that is woken. */
  outside<T>(run: () => T): T;
  /** Whether what is under way is traced. */
  isTracing(): boolean;
  /** Undefined where the header says not to record, or there is no room. */
  begin(work: BeginWork): Begun | undefined;
  /** The same around work that is done within one call. */
  start<T>(work: BeginWork, run: () => Promise<T>): Promise<T>;
}

/** Longer after a trace began nothing is added to it: whoever looks at it should find it whole. X-Ray takes additions for days. */
const TRACE_MS_MAX = 3_600_000;
/**
 * What goes on from one place of long ago within such a time goes on together. Step Functions names the trace of an
 * execution's start for weeks, and its functions share nothing else.
 */
const RESUMPTION_MS = 300_000;
const HEX = '0123456789abcdef';
const UNIQUE_DIGITS = 24;

/** Traces by OpenTelemetry with X-Ray's ids. Nothing is global: a process may hold several. */
export function createTracing({ clock, ids, take, mayBegin }: TracingOptions): HostTracing {
  const nowMs = preciseClock(clock);
  const manager = new AsyncLocalStorageContextManager();
  const done = Promise.resolve();
  /** The id of the next trace, where it is not to be a new one. */
  let nextTraceId: string | undefined;
  const provider = new TracerProvider({
    idGenerator: {
      generateTraceId: () => nextTraceId ?? traceIdOf(clock.nowMs(), ids.code(UNIQUE_DIGITS, HEX)),
      generateSpanId: () => ids.code(16, HEX),
    },
    spanProcessors: [
      { onStart: () => undefined, onEnd: (span) => take(recordOf(span)), forceFlush: () => done, shutdown: () => done },
    ],
  });
  const tracer = provider.getTracer('resit');

  const active = (): Span | undefined => trace.getSpan(manager.active());
  const isOld = ({ traceId }: SpanContext): boolean => Math.abs(clock.nowMs() - beganMs(traceId)) > TRACE_MS_MAX;

  function begunIn(context: Context, { name, facts }: TracedWork, links: readonly SpanContext[]): Begun {
    const linked = links.length > 0 ? { links: links.map((link): Link => ({ context: link })) } : {};
    const span = tracer.startSpan(name, { startTime: nowMs(), ...linked }, context);
    if (facts) say(span, facts);
    const within = trace.setSpan(context, span);
    return {
      traceId: span.spanContext().traceId,
      get header() {
        return writeTraceHeader(span.spanContext());
      },
      run: (part) => manager.with(within, part),
      end(more) {
        if (more) say(span, more);
        span.end(nowMs());
      },
    };
  }

  async function perform<T>(begun: Begun, run: () => Promise<T>): Promise<T> {
    try {
      const result = await begun.run(run);
      begun.end();
      return result;
    } catch (error) {
      begun.end({ error: error instanceof Error ? error.name : 'NotAnError' });
      throw error;
    }
  }

  /** Goes on where a header points, or, if that is of long ago, in the trace of all that go on from there now. */
  function goOn(work: TracedWork, from: SpanContext, previous: readonly SpanContext[]): Begun {
    if (!isOld(from)) return begunIn(trace.setSpanContext(ROOT_CONTEXT, from), work, previous);
    nextTraceId = traceIdOf(
      Math.floor(clock.nowMs() / RESUMPTION_MS) * RESUMPTION_MS,
      from.traceId.slice(-UNIQUE_DIGITS),
    );
    try {
      return begunIn(ROOT_CONTEXT, work, [from, ...previous]);
    } finally {
      nextTraceId = undefined;
    }
  }

  function begin({ header, previous, ...work }: BeginWork): Begun | undefined {
    const from = readTraceHeader(header);
    if ((from && !from.isSampled) || !mayBegin()) return undefined;
    const place = previous?.();
    const before: SpanContext[] = place ? [{ ...place, traceFlags: TraceFlags.SAMPLED, isRemote: true }] : [];
    return from ? goOn(work, from.context, before) : begunIn(ROOT_CONTEXT, work, before);
  }

  return {
    begin,
    outside: (run) => manager.with(ROOT_CONTEXT, run),
    isTracing: () => active() !== undefined,
    header() {
      const span = active();
      return span && writeTraceHeader(span.spanContext());
    },
    note(facts) {
      const span = active();
      if (span) say(span, facts);
    },
    within(work, run) {
      const context = manager.active();
      return trace.getSpan(context) ? perform(begunIn(context, work, []), run) : run();
    },
    resume({ header, previous, ...work }, run) {
      const from = readTraceHeader(header);
      if (!from?.isSampled) return run();
      const before = readTraceHeader(previous);
      return perform(goOn(work, from.context, before ? [before.context] : []), run);
    },
    start(work, run) {
      const begun = begin(work);
      return begun ? perform(begun, run) : run();
    },
  };
}

/** Eight digits of the seconds when it began, then what no other trace of that second has. */
const traceIdOf = (beganMs: number, unique: string): string =>
  `${Math.floor(beganMs / 1000)
    .toString(16)
    .padStart(8, '0')}${unique}`;

function say(span: Span, facts: SpanFacts): void {
  for (const name in facts) {
    const value = facts[name as keyof SpanFacts];
    if (value !== undefined) span.setAttribute(name, value);
  }
}

const MS_PER_S = 1000;
const NS_PER_MS = 1_000_000;
const ms = ([seconds, nanoseconds]: readonly [number, number]): number =>
  seconds * MS_PER_S + Math.round(nanoseconds / 1000) / (NS_PER_MS / 1000);

function recordOf(span: ReadableSpan): SpanRecord {
  const { traceId, spanId } = span.spanContext();
  const parent = span.parentSpanContext;
  return {
    traceId,
    spanId,
    ...(parent ? { parentId: parent.spanId } : {}),
    parentIsRemote: parent?.isRemote === true,
    name: span.name,
    startedMs: ms(span.startTime),
    durationMs: ms(span.duration),
    facts: tellable(span.attributes),
    links: span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId })),
  };
}
