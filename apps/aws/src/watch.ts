import type { Deps } from '@resit/integrity/ports/deps';
import { keepHeartbeat, outageOf } from '@resit/integrity/use-cases/workflow/heartbeat';
import { moveDeadlinesAfterOutage } from '@resit/integrity/use-cases/workflow/move-deadlines-after-outage';
import { z } from 'zod';

/** An operator named a time that cannot have been an outage. */
export class OutageUnusable extends Error {
  override readonly name = 'OutageUnusable';
  readonly code = 'outage-unusable';
}

const instant = z.iso.datetime({ offset: true, error: 'is to be an instant like 2026-11-30T12:00:00Z' });
const schema = z.strictObject({ outage: z.strictObject({ from: instant, to: instant }) });

interface Log {
  warn(event: string, facts: Readonly<Record<string, string | number>>): void;
}

/**
 * Says that the service works, and moves deadlines after a time in which nobody did. An operator may name an outage that
 * functions did not feel, such as one of the network: `{"outage":{"from":"…","to":"…"}}`; the same one moves nothing twice.
 * Answers how many deadlines were moved. @throws OutageUnusable
 */
export function createWatch(deps: Deps, log: Log): (event: unknown) => Promise<{ moved: number }> {
  return async (event) => {
    const named = typeof event === 'object' && event !== null && 'outage' in event;
    const moved = named ? await moveDeadlinesAfterOutage(deps, outageIn(event, deps)) : await keepHeartbeat(deps);
    if (moved > 0) log.warn('deadlines moved after an outage', { count: moved });
    return { moved };
  };
}

function outageIn(event: unknown, { clock }: Deps) {
  const parsed = schema.safeParse(event);
  if (!parsed.success)
    throw new OutageUnusable(
      parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the event'} ${message}`).join('; '),
    );
  const [fromMs, toMs] = [Date.parse(parsed.data.outage.from), Date.parse(parsed.data.outage.to)];
  if (fromMs >= toMs) throw new OutageUnusable('outage.to is to be later than outage.from');
  if (toMs > clock.nowMs()) throw new OutageUnusable('outage.to is still to come: wait until the outage is over');
  return outageOf(fromMs, toMs);
}
