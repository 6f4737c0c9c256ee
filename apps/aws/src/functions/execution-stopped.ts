import { markStopped } from '@resit/integrity/use-cases/workflow/mark-stopped';
import { openDeps } from '../deps.ts';
import { log } from '../function-log.ts';
import { stoppedExecution } from '../stopped-execution.ts';
import { traced } from '../tracing/tracing.ts';
import { openWorkflow } from '../workflow-service.ts';

const workflow = openWorkflow();
const deps = openDeps({ workflow });

/** Called when an execution ends FAILED, TIMED_OUT or ABORTED. */
export const handler = traced(async (event: unknown): Promise<void> => {
  const execution = await stoppedExecution(event, workflow.sfn);
  log.error('execution stopped', { executionName: execution.name, reason: execution.status });
  await markStopped(deps, execution);
});
