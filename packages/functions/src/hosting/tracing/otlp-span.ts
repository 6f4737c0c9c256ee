import { type Attributes, type HrTime, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { SpanFacts } from '@resit/integrity/ports/tracing';
import { type SpanPlace, type SpanRecord, tellable } from './span-record.ts';

/** What spans are of, as a collector's other services name themselves. */
export interface Service {
  name: string;
  version: string;
}

/** Facts by OpenTelemetry's names where it has one for them, and by names of our own. */
const attributeNames: Readonly<Record<keyof SpanFacts, string>> = {
  incidentId: 'resit.incident.id',
  itemKind: 'resit.item.kind',
  count: 'resit.count',
  route: 'resit.route',
  functionName: 'resit.function.name',
  attempt: 'resit.attempt',
  method: 'http.request.method',
  status: 'http.response.status_code',
  error: 'error.type',
};

const MS_PER_S = 1000;
const NS_PER_MS = 1_000_000;
const NS_PER_S = 1_000_000_000;
const OURS_AT_FAULT = 500;

/** The resource that all spans of a service share. */
export const resourceOf = ({ name, version }: Service): Resource =>
  resourceFromAttributes({ 'service.name': name, 'service.version': version });

/** A span as exporters take it: its ids are those of W3C, and X-Ray's but for the dashes. */
export function otlpSpan(span: SpanRecord, resource: Resource): ReadableSpan {
  const facts = tellable({ ...span.facts });
  const failed = facts.error !== undefined || (facts.status ?? 0) >= OURS_AT_FAULT;
  const context = { ...placeOf(span), traceFlags: TraceFlags.SAMPLED };
  return {
    name: nameOf(span.name, facts),
    kind: span.name === 'Request' ? SpanKind.SERVER : SpanKind.INTERNAL,
    spanContext: () => context,
    ...(span.parentId === undefined
      ? {}
      : { parentSpanContext: { ...context, spanId: span.parentId, isRemote: span.parentIsRemote } }),
    startTime: hrTime(span.startedMs),
    endTime: hrTime(span.startedMs + span.durationMs),
    duration: hrTime(span.durationMs),
    ended: true,
    status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: attributesOf(facts),
    links: span.links.map((link) => ({
      context: { ...placeOf(link), traceFlags: TraceFlags.SAMPLED, isRemote: true },
    })),
    events: [],
    resource,
    instrumentationScope: { name: 'resit' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

const placeOf = ({ traceId, spanId }: SpanPlace): SpanPlace => ({ traceId, spanId });

/** With the function's, or the operation's: there are few of them. A path's beginning is the caller's, and no part of a name. */
function nameOf(name: string, { functionName, route }: SpanFacts): string {
  const what = functionName ?? (route?.startsWith('/') ? undefined : route);
  return what === undefined ? name : `${name} ${what}`;
}

function attributesOf(facts: SpanFacts): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(facts)) attributes[attributeNames[name as keyof SpanFacts]] = value;
  return attributes;
}

function hrTime(timeMs: number): HrTime {
  const seconds = Math.floor(timeMs / MS_PER_S);
  const nanoseconds = Math.round((timeMs - seconds * MS_PER_S) * NS_PER_MS);
  return nanoseconds < NS_PER_S ? [seconds, nanoseconds] : [seconds + 1, 0];
}
