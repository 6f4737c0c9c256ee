import { withdrawIncidentFunction } from '@resit/functions/workflow/withdraw-incident';
import { workflowHandler } from '../workflow-handler.ts';

export const handler = workflowHandler(withdrawIncidentFunction);
