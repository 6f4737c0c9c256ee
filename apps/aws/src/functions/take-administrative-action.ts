import { takeAdministrativeActionFunction } from '@resit/functions/workflow/take-administrative-action';
import { workflowHandler } from '../workflow-handler.ts';

export const handler = workflowHandler(takeAdministrativeActionFunction);
