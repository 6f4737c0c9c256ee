import { reviewDeadlineFunction } from '@resit/functions/workflow/review-deadline';
import { workflowHandler } from '../workflow-handler.ts';

export const handler = workflowHandler(reviewDeadlineFunction);
