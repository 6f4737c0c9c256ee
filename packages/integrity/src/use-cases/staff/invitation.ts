import { InvalidInput, NotFound } from '../../errors.ts';
import { moveDeadline } from '../../exam/attempt.ts';
import type { OpenExam } from '../../exam/exam.ts';
import type { Incident } from '../../incident/incident.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';
import { deadlineOnArrival } from '../drains/record-delivery.ts';
import { refreshStudent } from '../workflow/refresh-student.ts';
import { invitationMail, invitationOf } from '../workflow/send-notification.ts';
import { mailChange } from '../write-mail.ts';
import { type ActionInput, actOnIncident, openExamOf } from './act-on-incident.ts';
import { touched } from './change-exam.ts';

/**
 * Sends the open exam's invitation again, to a mended address if one is given, which the incident and the directory then
 * keep. The deadline counts once the new mail is accepted.
 * @throws as `actOnIncident`
 */
export function resendInvitation(deps: Deps, input: ActionInput & { email?: string; why?: string }): Promise<void> {
  return actOnIncident(deps, 'resendInvitation', 'resend-invitation', input, async (subject) => {
    const exam = openExamOf(subject);
    const before = subject.incident;
    const incident: Incident =
      input.email === undefined ? before : { ...before, student: { ...before.student, email: input.email } };
    const changedAddress = incident.student.email !== before.student.email;
    const workflowMs = deps.workflowClock.nowMs();
    const write = (of: OpenExam) => invitationMail(deps, incident, of, `invitation:${exam.id}:${exam.version}`);
    const invited = withInvitation({ ...exam, invitation: invitationOf(await write(exam), workflowMs) }, workflowMs);
    const mail = await write(invited);
    return {
      changes: [
        { type: 'put', kind: 'exam', item: invited, expected: exam.version },
        touched(subject, incident),
        mailChange(mail),
        ...(changedAddress ? await refreshStudent(deps, incident.student, 'always') : []),
      ],
      note: {
        action: 'invitation.resent',
        facts: { examId: exam.id, mailId: mail.id, changedAddress, deadline: invited.deadline.at },
        personal: {
          ...(changedAddress ? { email: incident.student.email, emailBefore: before.student.email } : {}),
          ...(input.why === undefined ? {} : { why: input.why }),
        },
      },
      result: undefined,
    };
  });
}

/**
 * An exam whose new invitation is in the outbox. Where that counts as arrived and the deadline is over or near, the
 * student's days start again, as they do when a mail server takes it.
 */
function withInvitation(exam: OpenExam, workflowMs: number): OpenExam {
  const deadline = exam.invitation?.status === 'accepted' ? deadlineOnArrival(exam, workflowMs) : undefined;
  return deadline ? moveDeadline(exam, deadline, workflowMs) : exam;
}

/**
 * Says of a mail about the open exam that it did not arrive, of its invitation if none is named: the student counts as not
 * notified, so the deadline does not count until an invitation is accepted.
 * @throws as `actOnIncident`; NotFound for a mail of another incident, InvalidInput for one that is not about this exam
 */
export function markBounced(deps: Deps, input: ActionInput & { mailId?: string; why: string }): Promise<void> {
  return actOnIncident(deps, 'markBounced', 'mark-bounced', input, async (subject) => {
    const exam = openExamOf(subject);
    const mailId = input.mailId ?? exam.invitation?.mailId;
    const mail = mailId === undefined ? undefined : await deps.repository.get('mail', mailId);
    if (!mail || mail.incidentId !== input.incidentId) throw new NotFound('mail');
    if (!exam.invitation || mail.examId !== exam.id) {
      const message = 'Choose a mail about the exam that is open.';
      throw new InvalidInput([{ pointer: '/mailId', code: 'not-allowed', message }]);
    }
    const at = new Date(deps.clock.nowMs()).toISOString();
    const bounced: Change = {
      type: 'put',
      kind: 'mail',
      item: {
        ...mail,
        delivery: { status: 'bounced', at, reason: input.why, by: 'officer' },
      },
      expected: mail.version,
    };
    const unreached: OpenExam = {
      ...exam,
      invitation: { mailId: exam.invitation.mailId, status: 'bounced', at: subject.at },
    };
    return {
      changes: [bounced, { type: 'put', kind: 'exam', item: unreached, expected: exam.version }, touched(subject)],
      note: {
        action: 'mail.bounced',
        facts: { examId: exam.id, mailId: mail.id, template: mail.template },
        personal: { why: input.why },
      },
      result: undefined,
    };
  });
}
