import type { SpanRecord } from '../hosting/tracing/span-record.ts';
import { xrayTraceId } from '../hosting/tracing/trace-header.ts';
import type { KeptTrace } from '../hosting/tracing/trace-source.ts';

interface Placed {
  span: SpanRecord;
  /** 0 for what began the trace. */
  depth: number;
}

/** Every span after the one that it is a part of, those beside each other in the order in which they began. */
export function inOrder(spans: readonly SpanRecord[]): Placed[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const parts = new Map<string | undefined, SpanRecord[]>();
  for (const span of [...spans].sort((a, b) => a.startedMs - b.startedMs)) {
    // What it is a part of may not have ended, or was not kept.
    const parent = span.parentId !== undefined && known.has(span.parentId) ? span.parentId : undefined;
    const beside = parts.get(parent);
    if (beside) beside.push(span);
    else parts.set(parent, [span]);
  }
  const placed: Placed[] = [];
  const place = (parent: string | undefined, depth: number): void => {
    for (const span of parts.get(parent) ?? []) {
      placed.push({ span, depth });
      place(span.spanId, depth + 1);
    }
  };
  place(undefined, 0);
  return placed;
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;

/** A trace as the API gives it: times from its beginning, parts after the whole. */
export function traceView({ traceId, spans, dropped }: KeptTrace) {
  const startedMs = Math.min(...spans.map((span) => span.startedMs));
  const endedMs = Math.max(...spans.map((span) => span.startedMs + span.durationMs));
  const linked = spans.flatMap(({ links }) => links.map((link) => link.traceId)).filter((id) => id !== traceId);
  return {
    traceId: xrayTraceId(traceId),
    startedAt: new Date(startedMs).toISOString(),
    durationMs: rounded(endedMs - startedMs),
    previous: [...new Set(linked)].map(xrayTraceId),
    spans: inOrder(spans).map(({ span, depth }) => {
      const { incidentId: _known, ...facts } = span.facts;
      return {
        spanId: span.spanId,
        depth,
        name: span.name,
        startMs: rounded(span.startedMs - startedMs),
        durationMs: rounded(span.durationMs),
        ...facts,
      };
    }),
    dropped,
  };
}
