import { sendNotificationFunction } from '@resit/functions/workflow/send-notification';
import { workflowHandler } from '../workflow-handler.ts';

export const handler = workflowHandler(sendNotificationFunction);
