import type { Log } from '@resit/functions/hosting/log';
import { systemIds } from '@resit/functions/hosting/system-ids';
import { reservoir } from '@resit/functions/hosting/tracing/reservoir';
import type { TraceSource } from '@resit/functions/hosting/tracing/trace-source';
import { createTracing, type HostTracing } from '@resit/functions/hosting/tracing/tracing';
import type { Clock } from '@resit/integrity/ports/deps';
import type { FollowCall } from './functions.ts';
import { openTraceStore } from './trace-store.ts';

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
  close(): void;
}

export function openTraces(file: string, clock: Clock, log: Log): Traces {
  const onFault = (error: unknown) => log.warn('traces cannot be written', {}, error);
  const store = openTraceStore({ file, clock, onFault });
  const mayBegin = reservoir(TRACES_PER_SECOND, clock);
  const tracing = createTracing({ clock, ids: systemIds, take: store.take, mayBegin });
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
    close: store.close,
  };
}

/** Executions are named by their incident, later ones with a number after it. */
const incidentIdOf = (executionArn: string): string => (executionArn.split(':').at(-1) ?? '').replace(/-\d+$/u, '');
