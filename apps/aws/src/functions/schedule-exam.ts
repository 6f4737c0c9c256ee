import { scheduleExamFunction } from '@resit/functions/workflow/schedule-exam';
import { workflowHandler } from '../workflow-handler.ts';

export const handler = workflowHandler(scheduleExamFunction);
