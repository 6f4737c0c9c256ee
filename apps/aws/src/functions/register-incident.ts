import { registerIncidentFunction } from '@resit/functions/workflow/register-incident';
import { workflowHandler } from '../workflow-handler.ts';

export const handler = workflowHandler(registerIncidentFunction);
