import { staffActor } from '@resit/integrity/access/caller';
import { assertMayOn, type Operation } from '@resit/integrity/access/permissions';
import { NotFound, VersionMismatch } from '@resit/integrity/errors';
import { emailSchema, findingSchema, studentDetailsSchema } from '@resit/integrity/incident/report';
import type { IncidentAction } from '@resit/integrity/incident/transitions';
import type { ActionInput } from '@resit/integrity/use-cases/staff/act-on-incident';
import { addNote } from '@resit/integrity/use-cases/staff/add-note';
import { answerRequest } from '@resit/integrity/use-cases/staff/answer-request';
import { adjustExam, excuseExam, extendDeadline } from '@resit/integrity/use-cases/staff/change-exam';
import { confirmFinding, refuseReport } from '@resit/integrity/use-cases/staff/confirm-report';
import { decideIncident } from '@resit/integrity/use-cases/staff/decide-incident';
import { markBounced, resendInvitation } from '@resit/integrity/use-cases/staff/invitation';
import { issueCode } from '@resit/integrity/use-cases/staff/issue-code';
import { withdrawIncident } from '@resit/integrity/use-cases/staff/withdraw-incident';
import { redriveIncident } from '@resit/integrity/use-cases/workflow/redrive-incident';
import { resumeIncident } from '@resit/integrity/use-cases/workflow/resume-incident';
import { z } from 'zod';
import { actionInput } from './action-input.ts';
import { currentIncident } from './incident-reply.ts';
import { type ApiDeps, type ApiReply, bodyOf, type Route, textField, whyField } from './route.ts';

const whySchema = z.strictObject({ why: whyField });
const day = z.iso.date('Enter a day like 2026-11-30.');
const wholeNumber = (what: string, max: number) => {
  const message = `Enter ${what} as a whole number from 0 to ${max}.`;
  return z.int(message).min(0, message).max(max, message).exactOptional();
};

/** An action that answers with the incident as it is afterwards. */
function action<T>(
  name: IncidentAction,
  operation: Operation,
  schema: z.ZodType<T>,
  act: (deps: ApiDeps, input: ActionInput & T) => Promise<unknown>,
): Route {
  return {
    operation,
    at: `POST /incident/{incidentId}/${name}`,
    async handle(deps, request): Promise<ApiReply> {
      await act(deps, { ...actionInput(request), ...bodyOf(schema, request) });
      return currentIncident(deps, request);
    },
  };
}

/** What the workflow's own use cases leave to their caller: may this person, and is it the version they looked at. */
async function assertMayAct(deps: ApiDeps, operation: Operation, input: ActionInput): Promise<void> {
  const incident = await deps.repository.get('incident', input.incidentId);
  if (!incident) throw new NotFound('incident');
  assertMayOn(input.caller, operation, incident);
  if (input.expectedVersion !== undefined && input.expectedVersion !== incident.version) {
    throw new VersionMismatch('incident');
  }
}

export const incidentActionRoutes: readonly Route[] = [
  action(
    'confirm',
    'confirmFinding',
    z.strictObject({
      finding: findingSchema,
      student: studentDetailsSchema.exactOptional(),
      why: whyField.exactOptional(),
    }),
    confirmFinding,
  ),
  action('refuse', 'refuseReport', whySchema, refuseReport),
  action('extend-deadline', 'extendDeadline', z.strictObject({ until: day, why: whyField }), extendDeadline),
  action(
    'adjust',
    'adjustExam',
    z.strictObject({
      extraTimePercent: wholeNumber('the extra time in percent', 300),
      breakMinutes: wholeNumber('the minutes of breaks', 600),
      extraDays: wholeNumber('the extra days', 365),
      standing: z.boolean('Use true or false.').exactOptional(),
    }),
    adjustExam,
  ),
  action('excuse', 'excuseExam', whySchema, excuseExam),
  action(
    'resend-invitation',
    'resendInvitation',
    z.strictObject({ email: emailSchema.exactOptional(), why: whyField.exactOptional() }),
    resendInvitation,
  ),
  action(
    'mark-bounced',
    'markBounced',
    z.strictObject({ mailId: textField('which mail', 200).exactOptional(), why: whyField }),
    markBounced,
  ),
  action('withdraw', 'withdrawIncident', whySchema, withdrawIncident),
  action(
    'decide',
    'decideIncident',
    z.strictObject({
      decision: z.enum(['attempt-granted', 'penalty', 'dismissed'], 'Choose attempt-granted, penalty or dismissed.'),
      penalty: textField('the penalty', 2000).exactOptional(),
      why: whyField,
      soleOfficerReason: textField('why you decide it yourself', 2000).exactOptional(),
    }),
    decideIncident,
  ),
  action(
    'answer-request',
    'answerRequest',
    z.strictObject({
      requestId: textField('which request', 100),
      granted: z.boolean('Say whether it is granted: true or false.'),
      text: textField('the answer', 5000),
      until: day.exactOptional(),
    }),
    answerRequest,
  ),
  action('notes', 'addNote', z.strictObject({ text: textField('the note', 10_000) }), addNote),
  action(
    'resume',
    'resumeIncident',
    z.strictObject({ why: whyField, at: z.enum(['to-be-scheduled', 'awaiting-decision']).exactOptional() }),
    async (deps, input) => {
      await assertMayAct(deps, 'resumeIncident', input);
      const { incidentId, why, at } = input;
      await resumeIncident(deps, { incidentId, by: staffActor(input.caller), why, ...(at ? { at } : {}) });
    },
  ),
  action('redrive', 'redriveIncident', whySchema, async (deps, input) => {
    await assertMayAct(deps, 'redriveIncident', input);
    await redriveIncident(deps, { incidentId: input.incidentId, by: staffActor(input.caller), why: input.why });
  }),
  {
    operation: 'issueCode',
    at: 'POST /incident/{incidentId}/issue-code',
    async handle(deps, request) {
      const identityCheck = textField("how you checked the student's identity", 2000);
      const body = bodyOf(z.strictObject({ identityCheck }), request);
      return { body: await issueCode(deps, { ...actionInput(request), ...body }) };
    },
  },
];
