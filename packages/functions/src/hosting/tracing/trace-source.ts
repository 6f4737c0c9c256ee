import type { SpanRecord } from './span-record.ts';

/** The spans of one trace, or the beginning of them. */
export interface KeptTrace {
  traceId: string;
  spans: readonly SpanRecord[];
  /** Spans that there were and that are not kept. */
  dropped: number;
}

/** Where the traces of an incident are: kept by the host, or with a service that shows them itself. */
export type TraceSource =
  | {
      kind: 'kept';
      /** The newest traces of an incident, newest first. */
      ofIncident(incidentId: string, limit: number): Promise<readonly KeptTrace[]>;
    }
  | { kind: 'elsewhere'; addressOf(incidentId: string): string };
