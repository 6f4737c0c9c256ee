import type { Schemas } from '../api/context.tsx';

/** Icon of a status, beside the word; colour is never alone. */
export interface StatusWords {
  type: 'error' | 'warning' | 'success' | 'info' | 'stopped' | 'pending' | 'in-progress' | 'loading';
  text: string;
}

type Incident = Pick<Schemas['IncidentListItem'], 'status' | 'outcome'>;

export const incidentStatuses = {
  registering: { type: 'loading', text: 'Registering' },
  'to-be-confirmed': { type: 'pending', text: 'To be confirmed' },
  'to-be-scheduled': { type: 'in-progress', text: 'Exam being scheduled' },
  'exam-open': { type: 'in-progress', text: 'Exam open' },
  'awaiting-decision': { type: 'warning', text: 'Awaiting decision' },
  resolved: { type: 'success', text: 'Resolved' },
  closed: { type: 'stopped', text: 'Closed' },
  withdrawn: { type: 'stopped', text: 'Withdrawn' },
} as const satisfies Record<Incident['status'], StatusWords>;

/** Where an incident stands, in words; an ended one says how it ended. */
export function incidentWords({ status, outcome }: Incident): StatusWords {
  switch (outcome) {
    case 'penalty':
      return { type: 'stopped', text: 'Closed with a penalty' };
    case 'dismissed':
      return { type: 'stopped', text: 'Dismissed' };
    case 'refused':
      return { type: 'stopped', text: 'Report refused' };
    default:
      return incidentStatuses[status];
  }
}

export const hasEnded = (status: Incident['status']): boolean =>
  status === 'resolved' || status === 'closed' || status === 'withdrawn';

/** How an attempt stands: its result once there is one. */
export function examWords(exam: Pick<Schemas['ExamView'], 'status' | 'result'>): StatusWords {
  switch (exam.result) {
    case 'Pass':
      return { type: 'success', text: 'Passed' };
    case 'Fail':
      return { type: 'error', text: 'Failed' };
    case 'DidNotSit':
      return { type: 'warning', text: 'Did not sit' };
    case 'Excused':
      return { type: 'stopped', text: 'Excused' };
    case 'Withdrawn':
      return { type: 'stopped', text: 'Withdrawn' };
    default:
      return exam.status === 'started'
        ? { type: 'in-progress', text: 'Started' }
        : { type: 'pending', text: 'Not started' };
  }
}

/** Whether the student has been told of the exam: a deadline counts only when they have. */
export function invitationWords(invitation: Schemas['ExamView']['invitation']): StatusWords {
  switch (invitation?.status) {
    case 'accepted':
      return { type: 'success', text: 'Notified' };
    case 'bounced':
      return { type: 'error', text: 'Not notified: the mail came back' };
    case 'queued':
      return invitation.heldUntil
        ? { type: 'pending', text: 'Not notified yet: its mail is held with the import' }
        : { type: 'pending', text: 'Not notified yet: the mail is waiting' };
    default:
      return { type: 'warning', text: 'Not notified' };
  }
}

export const mailStatuses = {
  held: { type: 'pending', text: 'Held' },
  queued: { type: 'in-progress', text: 'Waiting to be sent' },
  accepted: { type: 'success', text: 'Accepted' },
  bounced: { type: 'error', text: 'Came back' },
  cancelled: { type: 'stopped', text: 'Cancelled' },
} as const satisfies Record<Schemas['MailListItem']['status'], StatusWords>;

export const executionStatuses = {
  RUNNING: { type: 'in-progress', text: 'Running' },
  SUCCEEDED: { type: 'success', text: 'Completed' },
  FAILED: { type: 'error', text: 'Failed' },
  TIMED_OUT: { type: 'error', text: 'Timed out' },
  ABORTED: { type: 'stopped', text: 'Stopped' },
  PENDING_REDRIVE: { type: 'pending', text: 'About to go on' },
} as const satisfies Record<Schemas['ExecutionView']['status'], StatusWords>;

export const visitStatuses = {
  running: { type: 'in-progress', text: 'Now here' },
  succeeded: { type: 'success', text: 'Completed' },
  failed: { type: 'error', text: 'Failed' },
  caught: { type: 'warning', text: 'Error caught' },
  aborted: { type: 'stopped', text: 'Stopped' },
} as const satisfies Record<Schemas['StateVisit']['status'], StatusWords>;

export const reasonWords = {
  'attempts-used': 'Every attempt allowed has been used without a pass.',
  'did-not-sit': 'The student answered nothing by a deadline that counted.',
  'straight-to-decision': 'It was reported for a decision without an exam.',
  appeal: 'The student has appealed.',
} as const satisfies Record<NonNullable<Schemas['IncidentDetail']['reason']>, string>;

export const mailTemplates = {
  invitation: 'Invitation',
  reminder: 'Reminder',
  code: 'Code',
  'request-received': 'Request received',
  'request-answered': 'Request answered',
  result: 'Result',
  resolved: 'Resolved',
  'administrative-action': 'Administrative action',
  decision: 'Decision',
  withdrawn: 'Withdrawn',
  extension: 'Deadline moved',
  'report-answered': 'Answer to a report',
  'officer-notice': 'Notice to officers',
} as const satisfies Record<Schemas['MailListItem']['template'], string>;
