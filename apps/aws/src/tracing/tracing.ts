import { systemIds } from '@resit/functions/hosting/system-ids';
import type { SpanRecord } from '@resit/functions/hosting/tracing/span-record';
import { readTraceHeader } from '@resit/functions/hosting/tracing/trace-header';
import { createTracing, type HostTracing } from '@resit/functions/hosting/tracing/tracing';
import { systemClock } from '../system-clock.ts';
import { daemonAddress, daemonSender } from './daemon.ts';
import { segmentOf } from './segment.ts';

/** Spans of one call at most; what comes beyond is not sent. */
const SPANS_MAX = 500;

/** Segments of this call that have ended and are not sent yet. */
let ended: SpanRecord[] = [];

/** How functions follow their work. Whether a call is traced is decided before it: Lambda's header says it. */
export const tracing: HostTracing = createTracing({
  clock: systemClock,
  ids: systemIds,
  take(span) {
    if (ended.length < SPANS_MAX) ended.push(span);
  },
  mayBegin: () => true,
});

const address = daemonAddress(process.env.AWS_XRAY_DAEMON_ADDRESS);
const send = address ? daemonSender(address) : undefined;

const CALL = 'Function';

/** By the function's name in the template; whole names have the stack's before it, and something random behind. */
const functionName = /[A-Z][A-Za-z]*Function/u.exec(process.env.AWS_LAMBDA_FUNCTION_NAME ?? '')?.[0];

/**
 * A handler whose calls are traced as Lambda says: as parts of its segment, sent before the answer, because the process
 * stands still after it.
 */
export function traced<E, C, R>(handler: (event: E, context: C) => Promise<R>): (event: E, context: C) => Promise<R> {
  if (!send) return handler;
  const facts = functionName === undefined ? {} : { functionName };
  return async (event, context) => {
    // It changes with every call.
    const header = process.env._X_AMZN_TRACE_ID;
    const call = () => handler(event, context);
    try {
      const isFollowed = readTraceHeader(header)?.isSampled === true;
      return await (isFollowed ? tracing.start({ name: CALL, facts, header }, call) : call());
    } finally {
      // What it took up may be followed though the call itself is not.
      const spans = ended;
      ended = [];
      await send(spans.map((span) => segmentOf(span, span.name === CALL)));
    }
  };
}
