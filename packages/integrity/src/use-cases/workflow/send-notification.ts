import { timeLimitMinutes } from '../../exam/attempt.ts';
import { deadlineDayWords, deadlineWords, dueReminder } from '../../exam/deadline.ts';
import { examResult, type Invitation, type OpenExam } from '../../exam/exam.ts';
import type { Incident } from '../../incident/incident.ts';
import { examLink } from '../../mail/links.ts';
import type { Mail } from '../../mail/mail.ts';
import type { Deps } from '../../ports/deps.ts';
import { type BroughtToken, callbackAtOnce, isNewer, recordedToken, retryOnConflict } from '../decide.ts';
import { mailChange, writeMail } from '../write-mail.ts';
import { ExamUnknown, IncidentUnknown } from './errors.ts';

/**
 * Waits for the student: records the token on the exam, to which the result will be written, and sends what is due: the
 * invitation, a reminder, or nothing. Completes at once if the result is there. A late call with an older token does
 * nothing; a repeated one sends nothing twice.
 * @throws ExamUnknown, IncidentUnknown
 */
export async function sendNotification(deps: Deps, examId: string, token: BroughtToken): Promise<void> {
  const woke = await retryOnConflict(async () => {
    const exam = await deps.repository.get('exam', examId);
    if (!exam) throw new ExamUnknown(examId);
    const result = examResult(exam);
    if (result) {
      const output = { incidentId: exam.incidentId, examId, result };
      await deps.repository.commit([callbackAtOnce(exam.id, exam.incidentId, token, output, deps.clock)]);
      return 'callbacks';
    }
    if (!isNewer(token, exam.waiting)) return undefined;
    return notify(deps, exam as OpenExam, token);
  });
  if (woke) deps.wake[woke]();
}

async function notify(deps: Deps, exam: OpenExam, token: BroughtToken): Promise<'mail' | undefined> {
  const incident = await deps.repository.get('incident', exam.incidentId);
  if (!incident) throw new IncidentUnknown(exam.incidentId);
  const workflowMs = deps.workflowClock.nowMs();
  const due = exam.invitation
    ? await reminder(deps, incident, exam, workflowMs)
    : await invitation(deps, incident, exam, workflowMs);
  await deps.repository.commit([
    {
      type: 'put',
      kind: 'exam',
      item: { ...exam, ...due?.exam, waiting: recordedToken(token) },
      expected: exam.version,
    },
    ...(due ? [mailChange(due.mail)] : []),
  ]);
  return due ? 'mail' : undefined;
}

/** A mail that is due, and what the exam keeps of it. */
interface Due {
  mail: Mail;
  exam: Partial<Pick<OpenExam, 'invitation' | 'remindersSent'>>;
}

async function invitation(deps: Deps, incident: Incident, exam: OpenExam, workflowMs: number): Promise<Due> {
  const mail = await invitationMail(deps, incident, exam, `invitation:${exam.id}`);
  return { mail, exam: { invitation: invitationOf(mail, workflowMs) } };
}

/** An invitation as it stands on the exam when its mail goes into the outbox. */
export const invitationOf = (mail: Mail, workflowMs: number): Invitation => ({
  mailId: mail.id,
  status: mail.delivery.status === 'accepted' ? 'accepted' : 'queued',
  at: new Date(workflowMs).toISOString(),
  ...(mail.delivery.status === 'held' ? { heldUntil: mail.delivery.until } : {}),
});

/** The mail that invites a student to an exam; sent again under another id when it did not arrive. */
export function invitationMail(deps: Deps, incident: Incident, exam: OpenExam, id: string): Promise<Mail> {
  return writeMail(deps, {
    id,
    template: 'invitation',
    to: { name: incident.student.name, address: incident.student.email },
    incident,
    examId: exam.id,
    values: {
      ...deadlineValues(deps, exam),
      attempt: String(exam.attempt),
      attemptsAllowed: String(incident.attemptsAllowed),
      timeLimit: timeLimitWords(exam),
    },
  });
}

async function reminder(deps: Deps, incident: Incident, exam: OpenExam, workflowMs: number): Promise<Due | undefined> {
  const due = dueReminder(exam, workflowMs);
  if (!due) return undefined;
  const mail = await writeMail(deps, {
    id: `reminder:${exam.id}:${exam.deadline.at}:${due.daysBefore}`,
    template: 'reminder',
    to: { name: incident.student.name, address: incident.student.email },
    incident,
    examId: exam.id,
    values: deadlineValues(deps, exam),
  });
  return { mail, exam: { remindersSent: [...exam.remindersSent, ...due.settles] } };
}

/** What mails about an exam's deadline say. */
export const deadlineValues = (deps: Pick<Deps, 'institution'>, exam: Pick<OpenExam, 'id' | 'deadline'>) => ({
  deadline: deadlineWords(exam.deadline),
  deadlineDay: deadlineDayWords(exam.deadline),
  link: examLink(deps.institution.origin, exam.id),
});

function timeLimitWords(exam: OpenExam): string {
  const minutes = timeLimitMinutes(exam);
  return minutes === undefined
    ? 'Once you start, only the deadline ends it.'
    : `Once you start, you have ${Math.round(minutes)} minutes.`;
}
