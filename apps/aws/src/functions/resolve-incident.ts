import { resolveIncidentFunction } from '@resit/functions/workflow/resolve-incident';
import { workflowHandler } from '../workflow-handler.ts';

export const handler = workflowHandler(resolveIncidentFunction);
