import { ROOT_CONTEXT, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { AWSXRAY_TRACE_ID_HEADER, AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';

const propagator = new AWSXRayPropagator();
const HEADER_CHARACTERS_MAX = 256;

/** What a header names: a span to go on from, or a decision not to record. */
export interface HeaderRead {
  context: SpanContext;
  isSampled: boolean;
}

/** Undefined for what is no such header, or names no parent. */
export function readTraceHeader(header: string | undefined): HeaderRead | undefined {
  if (header === undefined || header.length > HEADER_CHARACTERS_MAX) return undefined;
  const extracted = propagator.extract(ROOT_CONTEXT, header, {
    get: (text) => text,
    keys: () => [AWSXRAY_TRACE_ID_HEADER],
  });
  const context = trace.getSpanContext(extracted);
  return context && { context, isSampled: (context.traceFlags & TraceFlags.SAMPLED) !== 0 };
}

/** `Root=1-<8 digits>-<24 digits>;Parent=<16 digits>;Sampled=1` */
export function writeTraceHeader(context: SpanContext): string {
  let header = '';
  propagator.inject(trace.setSpanContext(ROOT_CONTEXT, context), undefined, {
    set: (_carrier, _name, value) => {
      header = value;
    },
  });
  return header;
}

/** A trace's id as X-Ray writes it: `1-<seconds>-<the rest>`. */
export const xrayTraceId = (traceId: string): string => `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;

/** When a trace began, epoch milliseconds: X-Ray's ids say it, to the second. */
export const beganMs = (traceId: string): number => Number.parseInt(traceId.slice(0, 8), 16) * 1000;
