import type { Deps } from '@resit/integrity/ports/deps';
import { reviewDeadline } from '@resit/integrity/use-cases/workflow/review-deadline';
import { z } from 'zod';
import { idSchema, type WorkflowFunction, workflowFunction } from './workflow-function.ts';

const event = z.object({ incidentId: idSchema, examId: idSchema });

export const reviewDeadlineFunction = (deps: Deps): WorkflowFunction =>
  workflowFunction(event, ({ examId }) => reviewDeadline(deps, examId));
