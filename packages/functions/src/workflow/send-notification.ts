import type { Deps } from '@resit/integrity/ports/deps';
import { sendNotification } from '@resit/integrity/use-cases/workflow/send-notification';
import { idSchema, type WorkflowFunction, waitingEvent, workflowFunction } from './workflow-function.ts';

const event = waitingEvent({ incidentId: idSchema, examId: idSchema });

export const sendNotificationFunction = (deps: Deps): WorkflowFunction =>
  workflowFunction(event, async ({ input: { examId, enteredAt, retryCount }, TaskToken }) => {
    await sendNotification(deps, examId, { taskToken: TaskToken, enteredAt, retryCount });
    return {};
  });
