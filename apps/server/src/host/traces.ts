import type { Log } from '@resit/functions/hosting/log';
import { systemIds } from '@resit/functions/hosting/system-ids';
import { reservoir } from '@resit/functions/hosting/tracing/reservoir';
import { type Collector, openSpanExport, type SpanExport } from '@resit/functions/hosting/tracing/span-export';
import type { SpanRecord } from '@resit/functions/hosting/tracing/span-record';
import type { TraceSource } from '@resit/functions/hosting/tracing/trace-source';
import { createTracing, type HostTracing } from '@resit/functions/hosting/tracing/tracing';
import type { Clock } from '@resit/integrity/ports/deps';
import type { Settings } from '../settings/table.ts';
import { type CollectorSettings, collectorOf } from './collector.ts';
import type { FollowCall } from './functions.ts';
import { openTraceStore } from './trace-store.ts';
import { productVersion } from './version.ts';

/** Traces begun in a second at most. A process that is busy follows some of what it does; one that is not, all of it. */
const TRACES_PER_SECOND = 10;

/** How this process follows its work, and where it keeps what it saw. */
export interface Traces {
  tracing: HostTracing;
  source: TraceSource;
  /** Begins the trace of what a timer makes go on, linked to the one before it. */
  ofTimer(executionArn: string): string | undefined;
  /** Calls of the workflow's functions go on in the trace of what made the execution go on. */
  followCall: FollowCall;
  /** Writes what is remembered, and sends it, as long as a stop may take for that. */
  close(): Promise<void>;
}

type TraceSettings = CollectorSettings & Pick<Settings, 'serviceName'>;

export function openTraces(file: string, settings: TraceSettings, clock: Clock, log: Log): Traces {
  const onFault = (error: unknown) => log.warn('traces cannot be written', {}, error);
  const store = openTraceStore({ file, clock, onFault });
  const exported = exportTo(collectorOf(settings), settings.serviceName, log);
  const take = (span: SpanRecord) => {
    store.take(span);
    exported?.take(span);
  };
  const mayBegin = reservoir(TRACES_PER_SECOND, clock);
  const tracing = createTracing({ clock, ids: systemIds, take, mayBegin });
  return {
    tracing,
    source: { kind: 'kept', ofIncident: async (incidentId, limit) => store.ofIncident(incidentId, limit) },
    ofTimer(executionArn) {
      const incidentId = incidentIdOf(executionArn);
      const begun = tracing.begin({ name: 'Timer', facts: { incidentId }, previous: () => store.lastOf(incidentId) });
      begun?.end();
      return begun?.header;
    },
    followCall(functionName, { executionArn, traceHeader: header, attempt }, run) {
      const incidentId = incidentIdOf(executionArn);
      const work = { name: 'Function', facts: { functionName, attempt, incidentId } };
      // Without a header nobody who made it go on is known: the process has just started, or was too busy to follow it.
      return header === undefined
        ? tracing.start({ ...work, previous: () => store.lastOf(incidentId) }, run)
        : tracing.resume({ ...work, header }, run);
    },
    async close() {
      store.close();
      await exported?.close();
    },
  };
}

function exportTo(collector: Collector | undefined, name: string, log: Log): SpanExport | undefined {
  if (!collector) return undefined;
  return openSpanExport({
    collector,
    service: { name, version: productVersion() },
    onFault: (reason) => log.warn('traces cannot be exported', { reason }),
    onRecovery: (lost) => log.info('traces are exported again', { count: lost }),
  });
}

/** Executions are named by their incident, later ones with a number after it. */
const incidentIdOf = (executionArn: string): string => (executionArn.split(':').at(-1) ?? '').replace(/-\d+$/u, '');
