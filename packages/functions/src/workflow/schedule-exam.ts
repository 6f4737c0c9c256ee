import type { Deps } from '@resit/integrity/ports/deps';
import { scheduleExam } from '@resit/integrity/use-cases/workflow/schedule-exam';
import { incidentEvent, type WorkflowFunction, workflowFunction } from './workflow-function.ts';

export const scheduleExamFunction = (deps: Deps): WorkflowFunction =>
  workflowFunction(incidentEvent, ({ incidentId }) => scheduleExam(deps, incidentId));
