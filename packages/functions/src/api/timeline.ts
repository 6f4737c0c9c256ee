import type { AuditEntry } from '@resit/integrity/audit/audit';
import type { Mail } from '@resit/integrity/mail/mail';
import { actorView } from './actor-view.ts';
import { present } from './present.ts';

/** What each change of an incident is called; what is not here is called by its action. */
const words: Readonly<Record<string, string>> = {
  'incident.reported': 'Incident reported',
  'incident.confirmed': 'Report confirmed, finding recorded',
  'incident.refused': 'Report refused',
  'incident.withdrawn': 'Incident withdrawn',
  'incident.decided': 'Decision made',
  'incident.resolved': 'Incident resolved',
  'incident.closed': 'Incident closed',
  'incident.flagged': 'Handed to the officers to decide',
  'incident.reopened': 'Incident taken up again',
  'workflow.stopped': 'Workflow stopped',
  'workflow.resumed': 'Workflow resumed',
  'workflow.moved': 'Moved here from another server',
  'workflow.redriven': 'Workflow redriven',
  'exam.scheduled': 'Exam scheduled',
  'exam.started': 'Exam started',
  'exam.submitted': 'Exam submitted',
  'exam.not-sat': 'Deadline passed, exam not sat',
  'exam.extended': 'Deadline extended',
  'exam.adjusted': 'Adjustments changed',
  'exam.excused': 'Exam excused',
  'invitation.resent': 'Invitation sent again',
  'mail.bounced': 'Mail did not arrive',
  'request.asked': 'The student asked for something',
  'request.answered': 'Request answered',
  'code.requested': 'Code asked for',
  'code.entered': 'Code entered',
  'code.used-up': 'Code used up by wrong tries',
  'code.lengthened': 'Codes made longer for today, after many wrong tries',
  'code.issued': 'Code given out by an officer',
  'note.added': 'Note added',
  'evidence.added': 'Evidence added',
  'evidence.removed': 'Evidence removed',
};

const mailWords: Readonly<Record<Mail['template'], string>> = {
  invitation: 'Invitation',
  reminder: 'Reminder',
  code: 'Code',
  'request-received': 'Confirmation of a request',
  'request-answered': 'Answer to a request',
  result: 'Result',
  resolved: 'Letter: resolved',
  'administrative-action': 'Letter: administrative action',
  decision: 'Letter: decision',
  withdrawn: 'Letter: withdrawn',
  extension: 'New deadline',
  'report-answered': 'Answer to the report',
  'officer-notice': 'Notice',
};

/** Changes that are dated by the real clock, as mails are; all others by the workflow's. */
const datedByRealClock: ReadonlySet<string> = new Set([
  'code.requested',
  'code.entered',
  'code.used-up',
  'code.lengthened',
]);

const kindOf = (action: string): 'exam' | 'workflow' | 'change' =>
  action.startsWith('exam.') ? 'exam' : action.startsWith('workflow.') ? 'workflow' : 'change';

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** One line of the audit log as people read it. `personal` is what was sealed, while it can still be opened. */
function changeEntry(entry: AuditEntry, personal: Readonly<Record<string, string>> | undefined) {
  const { why, ...sealed } = personal ?? {};
  return present({
    at: entry.at,
    kind: kindOf(entry.action),
    action: entry.action,
    text: words[entry.action] ?? entry.action,
    actor: actorView(entry.actor),
    why: entry.why ?? why,
    facts: { ...entry.facts, ...sealed },
    examId: asText(entry.facts.examId),
  });
}

function mailEntry(mail: Mail) {
  return present({
    at: mail.createdAt,
    kind: 'mail' as const,
    action: `mail.${mail.template}`,
    text: `${mailWords[mail.template]} to ${mail.to.name || mail.to.address}`,
    facts: { status: mail.delivery.status },
    examId: mail.examId,
    mailId: mail.id,
  });
}

export type OpenedEntry = { entry: AuditEntry; personal: Readonly<Record<string, string>> | undefined };
export type TimelineEntry = ReturnType<typeof changeEntry> | ReturnType<typeof mailEntry>;

/**
 * Who did what and when, mails among it, oldest first by the workflow's clock. `onWorkflowClock` says which instant of it
 * an instant of the real clock was: the same, unless the process runs faster than real time.
 */
export function timelineOf(
  entries: readonly OpenedEntry[],
  mails: readonly Mail[],
  onWorkflowClock: (at: string) => string,
): TimelineEntry[] {
  const lines: TimelineEntry[] = [
    ...entries.map(({ entry, personal }) => {
      const line = changeEntry(entry, personal);
      return datedByRealClock.has(entry.action) ? { ...line, at: onWorkflowClock(line.at) } : line;
    }),
    ...mails.map((mail) => ({ ...mailEntry(mail), at: onWorkflowClock(mail.createdAt) })),
  ];
  return lines.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
