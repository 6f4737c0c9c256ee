import { closeIncidentFunction } from '@resit/functions/workflow/close-incident';
import { workflowHandler } from '../workflow-handler.ts';

export const handler = workflowHandler(closeIncidentFunction);
