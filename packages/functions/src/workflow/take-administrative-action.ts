import type { Deps } from '@resit/integrity/ports/deps';
import { takeAdministrativeAction } from '@resit/integrity/use-cases/workflow/take-administrative-action';
import { idSchema, type WorkflowFunction, waitingEvent, workflowFunction } from './workflow-function.ts';

const event = waitingEvent({ incidentId: idSchema });

export const takeAdministrativeActionFunction = (deps: Deps): WorkflowFunction =>
  workflowFunction(event, async ({ input: { incidentId, enteredAt, retryCount }, TaskToken }) => {
    await takeAdministrativeAction(deps, incidentId, { taskToken: TaskToken, enteredAt, retryCount });
    return {};
  });
