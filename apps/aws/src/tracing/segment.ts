import type { SpanRecord } from '@resit/functions/hosting/tracing/span-record';
import { xrayTraceId } from '@resit/functions/hosting/tracing/trace-header';

/** A segment or subsegment as X-Ray takes it. Source: AWS X-Ray, segment documents. */
export interface Segment {
  name: string;
  id: string;
  trace_id: string;
  parent_id?: string;
  type?: 'subsegment';
  namespace?: 'aws' | 'remote';
  /** Epoch seconds. */
  start_time: number;
  end_time: number;
  fault?: true;
  http?: { request?: { method: string }; response?: { status: number } };
  /** By these traces are found: `annotation.incidentId = "…"`. */
  annotations: Record<string, string | number>;
  links?: { trace_id: string; id: string }[];
}

const store: ReadonlySet<string> = new Set([
  'Read',
  'Read many',
  'Query',
  'Count',
  'Counters',
  'Commit',
  'Audit trail',
]);

/** Names of what is called, as X-Ray's map shows them. */
function nameOf({ name, facts }: SpanRecord): string {
  return facts.functionName ?? (store.has(name) ? 'DynamoDB' : name);
}

/**
 * A span as X-Ray takes it. The call of a function is a part of Lambda's own segment, where it goes on in its trace. What
 * takes up something that another call left behind is a segment by itself below that one, and so is what begins a trace.
 */
export function segmentOf(span: SpanRecord, isCall: boolean): Segment {
  const isSegment = span.parentId === undefined || (span.parentIsRemote && !isCall);
  const { method, status, error, ...facts } = span.facts;
  return {
    name: nameOf(span),
    id: span.spanId,
    trace_id: xrayTraceId(span.traceId),
    ...(span.parentId === undefined ? {} : { parent_id: span.parentId }),
    ...(isSegment ? {} : { type: 'subsegment' }),
    ...(store.has(span.name) ? { namespace: 'aws' } : {}),
    start_time: span.startedMs / 1000,
    end_time: (span.startedMs + span.durationMs) / 1000,
    ...(error === undefined ? {} : { fault: true }),
    ...(method === undefined && status === undefined
      ? {}
      : {
          http: {
            ...(method === undefined ? {} : { request: { method } }),
            ...(status === undefined ? {} : { response: { status } }),
          },
        }),
    annotations: { work: span.name, ...facts, ...(error === undefined ? {} : { error }) },
    ...(span.links.length === 0
      ? {}
      : { links: span.links.map(({ traceId, spanId }) => ({ trace_id: xrayTraceId(traceId), id: spanId })) }),
  };
}
