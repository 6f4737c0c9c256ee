// The thread that sends spans to a collector. Encoding, sockets and what is tried again are here, and end with it.
import { parentPort, workerData } from 'node:worker_threads';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { otlpSpan, resourceOf, type Service } from './otlp-span.ts';
import type { SpanRecord } from './span-record.ts';

/** What the thread is started with. */
export interface ExportData {
  /** Where spans are posted to. */
  url: string;
  headers: Readonly<Record<string, string>>;
  service: Service;
  /** As long the exporter tries by itself. */
  tryMs: number;
}

export interface ExportFailure {
  isTaken: false;
  /** Whether the collector may take the same spans later. */
  mayRetry: boolean;
  /** A few words of ours, none of the collector's. */
  reason: string;
}

/** What became of the spans that were sent last. */
export type ExportOutcome = { isTaken: true } | ExportFailure;

if (parentPort) {
  const port = parentPort;
  const { url, headers, service, tryMs } = workerData as ExportData;
  const resource = resourceOf(service);
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: tryMs });
  const say = (outcome: ExportOutcome): void => port.postMessage(outcome);
  port.on('message', (spans: readonly SpanRecord[]) =>
    exporter.export(
      spans.map((span) => otlpSpan(span, resource)),
      ({ error }) => say(error === undefined ? { isTaken: true } : failureOf(error)),
    ),
  );
}

/** The exporter gives a status for what must not be sent again, by OTLP's rules, and none for what may be. */
function failureOf(error: Error): ExportFailure {
  const { code } = error as { code?: unknown };
  if (typeof code === 'number')
    return { isTaken: false, mayRetry: false, reason: `the collector answered with status ${code}` };
  if (typeof code === 'string' && /^[A-Z][A-Z\d_]*$/u.test(code))
    return { isTaken: false, mayRetry: true, reason: `the collector cannot be reached (${code})` };
  return { isTaken: false, mayRetry: true, reason: 'the collector is too busy, or too slow' };
}
