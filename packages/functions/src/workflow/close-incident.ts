import type { Deps } from '@resit/integrity/ports/deps';
import { closeIncident } from '@resit/integrity/use-cases/workflow/close-incident';
import { incidentEvent, type WorkflowFunction, workflowFunction } from './workflow-function.ts';

export const closeIncidentFunction = (deps: Deps): WorkflowFunction =>
  workflowFunction(incidentEvent, ({ incidentId }) => closeIncident(deps, incidentId));
