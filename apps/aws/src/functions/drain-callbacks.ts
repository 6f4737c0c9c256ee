import { drainCallbacks } from '@resit/integrity/use-cases/drains/drain-callbacks';
import { openDeps } from '../deps.ts';
import { log } from '../function-log.ts';
import { traced } from '../tracing/tracing.ts';
import { openWorkflow } from '../workflow-service.ts';

const deps = openDeps({ workflow: openWorkflow() });

/** Called by the table's stream when a callback is written, and now and then for those that were put off or missed. */
export const handler = traced(async (): Promise<void> => {
  const { sent, gone, delayed } = await drainCallbacks(deps);
  if (sent + gone > 0) log.info('callbacks sent', { count: sent + gone });
  if (delayed > 0) log.warn('callbacks put off', { count: delayed });
});
