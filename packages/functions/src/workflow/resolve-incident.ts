import type { Deps } from '@resit/integrity/ports/deps';
import { resolveIncident } from '@resit/integrity/use-cases/workflow/resolve-incident';
import { incidentEvent, type WorkflowFunction, workflowFunction } from './workflow-function.ts';

export const resolveIncidentFunction = (deps: Deps): WorkflowFunction =>
  workflowFunction(incidentEvent, ({ incidentId }) => resolveIncident(deps, incidentId));
