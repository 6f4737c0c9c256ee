import { confirmFindingFunction } from '@resit/functions/workflow/confirm-finding';
import { workflowHandler } from '../workflow-handler.ts';

export const handler = workflowHandler(confirmFindingFunction);
