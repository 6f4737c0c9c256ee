import type { WorkflowFunction } from '@resit/functions/workflow/workflow-function';
import type { Deps } from '@resit/integrity/ports/deps';
import { openDeps } from './deps.ts';
import { log } from './function-log.ts';
import { traced } from './tracing/tracing.ts';

export interface LambdaContext {
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** Errors by which the process goes on: the definition catches them. */
const partOfProcess: ReadonlySet<string> = new Set(['StudentExceededAllowableExamRetries', 'IncidentWithdrawn']);

/** Lambda's handler of a step of the workflow: adapters once for the environment, errors told to the log. */
export function workflowHandler(
  create: (deps: Deps) => WorkflowFunction,
): (event: unknown, context: LambdaContext) => Promise<unknown> {
  const run = create(openDeps());
  return traced(async (event, { awsRequestId: requestId }) => {
    try {
      return await run(event);
    } catch (error) {
      const { name } = error as Error;
      if (partOfProcess.has(name)) log.info('step refused', { requestId, reason: name });
      else log.error('step failed', { requestId }, error);
      throw error;
    }
  });
}
