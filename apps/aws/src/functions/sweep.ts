import { drainStarts } from '@resit/integrity/use-cases/drains/drain-starts';
import { sweepExpiredAttempts } from '@resit/integrity/use-cases/drains/sweep-expired-attempts';
import { openDeps } from '../deps.ts';
import { log } from '../function-log.ts';
import { traced } from '../tracing/tracing.ts';
import { openWorkflow } from '../workflow-service.ts';

const deps = openDeps({ workflow: openWorkflow() });

/** Every minute: executions that were asked for and never began, and attempts whose time is over. */
export const handler = traced(async (): Promise<void> => {
  const [started, closed] = await Promise.all([drainStarts(deps), sweepExpiredAttempts(deps)]);
  if (started > 0) log.warn('executions started late', { count: started });
  if (closed > 0) log.info('attempts closed', { count: closed });
});
