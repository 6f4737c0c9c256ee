import type { Deps } from '@resit/integrity/ports/deps';
import { withdrawIncident } from '@resit/integrity/use-cases/workflow/withdraw-incident';
import { incidentEvent, type WorkflowFunction, workflowFunction } from './workflow-function.ts';

export const withdrawIncidentFunction = (deps: Deps): WorkflowFunction =>
  workflowFunction(incidentEvent, ({ incidentId }) => withdrawIncident(deps, incidentId));
