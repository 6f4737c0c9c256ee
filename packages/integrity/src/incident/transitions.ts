import type { Exam } from '../exam/exam.ts';
import { isOpen } from '../exam/exam.ts';
import { examStatusAfter } from '../exam/transitions.ts';
import type { Incident, IncidentBase, IncidentStatus } from './incident.ts';

/** What moves an incident from one status to another. Staff's moves are decisions; the rest the workflow makes. */
export type Move =
  | 'confirm'
  | 'refuse'
  | 'schedule'
  | 'flag'
  | 'resolve'
  | 'grant'
  | 'close'
  | 'withdraw'
  | 'reopen-for-exam'
  | 'reopen-for-decision';

/** Every legal transition of an incident: what is not here does not happen. */
export const incidentTransitions = {
  'to-be-confirmed': { confirm: 'to-be-scheduled', refuse: 'withdrawn' },
  'to-be-scheduled': { schedule: 'exam-open', flag: 'awaiting-decision', withdraw: 'withdrawn' },
  'exam-open': { schedule: 'exam-open', flag: 'awaiting-decision', resolve: 'resolved', withdraw: 'withdrawn' },
  'awaiting-decision': { grant: 'to-be-scheduled', close: 'closed', withdraw: 'withdrawn' },
  resolved: {},
  closed: { 'reopen-for-exam': 'to-be-scheduled', 'reopen-for-decision': 'awaiting-decision' },
  withdrawn: { 'reopen-for-exam': 'to-be-scheduled', 'reopen-for-decision': 'awaiting-decision' },
} as const satisfies Record<IncidentStatus, Partial<Record<Move, IncidentStatus>>>;

/** Where a move leads from a status; undefined: it is not legal there. */
export function statusAfter(status: IncidentStatus, move: Move): IncidentStatus | undefined {
  const moves: Partial<Record<Move, IncidentStatus>> = incidentTransitions[status];
  return moves[move];
}

/** What an incident keeps when it changes its status. The token goes: the decision that makes the change uses it up. */
export function withoutStatus(incident: Incident): Omit<IncidentBase, 'waiting'> {
  const { id, version, shape, reference, student, work, finding, description, reportedBy, reportedAt } = incident;
  const { changedAt, policyNumber, attemptsAllowed, attemptsScheduled, run, mailHeldUntil, importId } = incident;
  return {
    id,
    version,
    shape,
    reference,
    student,
    work,
    ...(finding ? { finding } : {}),
    description,
    reportedBy,
    reportedAt,
    changedAt,
    policyNumber,
    attemptsAllowed,
    attemptsScheduled,
    run,
    ...(mailHeldUntil === undefined ? {} : { mailHeldUntil }),
    ...(importId === undefined ? {} : { importId }),
  };
}

/** True once the incident has come to its end: nobody waits for anybody. */
export const isEnded = (status: IncidentStatus): boolean =>
  status === 'resolved' || status === 'closed' || status === 'withdrawn';

/** What staff may do with an incident, by the names that the API and the Admin site's buttons use. */
export const incidentActions = [
  'confirm',
  'refuse',
  'extend-deadline',
  'adjust',
  'excuse',
  'resend-invitation',
  'issue-code',
  'mark-bounced',
  'withdraw',
  'decide',
  'answer-request',
  'notes',
  'evidence',
  'remove-evidence',
  'resume',
  'redrive',
] as const;
export type IncidentAction = (typeof incidentActions)[number];

/** Actions that need nothing but a legal move of the incident. */
const actionByMove: Partial<Record<Move, IncidentAction>> = {
  confirm: 'confirm',
  refuse: 'refuse',
  close: 'decide',
  grant: 'decide',
  withdraw: 'withdraw',
  'reopen-for-exam': 'resume',
  'reopen-for-decision': 'resume',
};

/** Actions on the incident's current exam that leave its status as it is; for as long as it is open. */
const openExamActions: readonly IncidentAction[] = ['extend-deadline', 'adjust', 'resend-invitation', 'issue-code'];

/**
 * What may be done with the incident now, by its status, its workflow and its current exam. The API refuses everything
 * else, and the pages offer nothing else. Who may do it is another table (`access/permissions.ts`).
 */
export function allowedActions(incident: Incident, exam?: Exam): IncidentAction[] {
  const allowed = new Set<IncidentAction>(['notes', 'evidence', 'remove-evidence']);
  for (const move of Object.keys(incidentTransitions[incident.status]) as Move[]) {
    const action = actionByMove[move];
    if (action) allowed.add(action);
  }
  if (incident.run.stopped) {
    allowed.add('resume');
    allowed.add('redrive');
  }
  if (exam) for (const action of examActions(incident, exam)) allowed.add(action);
  return incidentActions.filter((action) => allowed.has(action));
}

function examActions(incident: Incident, exam: Exam): IncidentAction[] {
  const answerable: IncidentAction[] = exam.openRequests.length > 0 ? ['answer-request'] : [];
  if (incident.status !== 'exam-open' || incident.currentExamId !== exam.id || !isOpen(exam)) return answerable;
  const arrives = exam.invitation && exam.invitation.status !== 'bounced';
  return [
    ...answerable,
    ...openExamActions,
    ...(examStatusAfter(exam.status, 'excuse') ? (['excuse'] as const) : []),
    ...(arrives ? (['mark-bounced'] as const) : []),
  ];
}
