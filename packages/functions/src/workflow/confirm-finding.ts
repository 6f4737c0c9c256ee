import type { Deps } from '@resit/integrity/ports/deps';
import { confirmFinding } from '@resit/integrity/use-cases/workflow/confirm-finding';
import { idSchema, type WorkflowFunction, waitingEvent, workflowFunction } from './workflow-function.ts';

const event = waitingEvent({ incidentId: idSchema });

export const confirmFindingFunction = (deps: Deps): WorkflowFunction =>
  workflowFunction(event, async ({ input: { incidentId, enteredAt, retryCount }, TaskToken }) => {
    await confirmFinding(deps, incidentId, { taskToken: TaskToken, enteredAt, retryCount });
    return {};
  });
