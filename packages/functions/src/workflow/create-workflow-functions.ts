import type { Deps } from '@resit/integrity/ports/deps';
import { closeIncidentFunction } from './close-incident.ts';
import { confirmFindingFunction } from './confirm-finding.ts';
import { registerIncidentFunction } from './register-incident.ts';
import { resolveIncidentFunction } from './resolve-incident.ts';
import { reviewDeadlineFunction } from './review-deadline.ts';
import { scheduleExamFunction } from './schedule-exam.ts';
import { sendNotificationFunction } from './send-notification.ts';
import { takeAdministrativeActionFunction } from './take-administrative-action.ts';
import { withdrawIncidentFunction } from './withdraw-incident.ts';
import type { WorkflowFunction } from './workflow-function.ts';

const factories = {
  RegisterIncident: registerIncidentFunction,
  ConfirmFinding: confirmFindingFunction,
  ScheduleExam: scheduleExamFunction,
  SendNotification: sendNotificationFunction,
  ReviewDeadline: reviewDeadlineFunction,
  ResolveIncident: resolveIncidentFunction,
  TakeAdministrativeAction: takeAdministrativeActionFunction,
  CloseIncident: closeIncidentFunction,
  WithdrawIncident: withdrawIncidentFunction,
} as const satisfies Readonly<Record<string, (deps: Deps) => WorkflowFunction>>;

export type WorkflowFunctionName = keyof typeof factories;

/** Every function that the definition invokes, by name; `${<name>Function}` stands for each in the definition. */
export const workflowFunctionNames = Object.keys(factories) as readonly WorkflowFunctionName[];

/** The functions of the workflow, ready to be called with Lambda's event. */
export function createWorkflowFunctions(deps: Deps): Record<WorkflowFunctionName, WorkflowFunction> {
  return Object.fromEntries(workflowFunctionNames.map((name) => [name, factories[name](deps)])) as Record<
    WorkflowFunctionName,
    WorkflowFunction
  >;
}
