import { type Caller, hasRole } from '@resit/integrity/access/caller';
import { hasConflictOfInterest, type Operation, reachOf } from '@resit/integrity/access/permissions';
import { isHeld } from '@resit/integrity/exam/deadline';
import { type Exam, examResult, isOpen } from '@resit/integrity/exam/exam';
import type { Incident } from '@resit/integrity/incident/incident';
import { allowedActions, type IncidentAction } from '@resit/integrity/incident/transitions';
import { examLink } from '@resit/integrity/mail/links';
import type { Certificate, Evidence, Note } from '@resit/integrity/ports/records';
import type { StudentRequest } from '@resit/integrity/student/access';
import { isNotNotified, type ListedIncident, mailHeldUntil } from '@resit/integrity/use-cases/staff/list-incidents';
import { redact } from '../redact.ts';
import { actorView } from './actor-view.ts';
import { present } from './present.ts';

/** True for those who see all of an incident; lecturers see the report they made and where it stands. */
export const seesAll = (caller: Caller): boolean => hasRole(caller, 'officer', 'administrator');

/** How the incident ended, in one word; undefined while it has not. */
function outcomeOf(incident: Incident): string | undefined {
  switch (incident.status) {
    case 'resolved':
      return 'passed';
    case 'closed':
      return incident.outcome;
    case 'withdrawn':
      return incident.refused ? 'refused' : 'withdrawn';
    default:
      return undefined;
  }
}

/** One row of a list. */
export function incidentRow({ incident, exam }: ListedIncident, caller: Caller) {
  const { id, reference, status, student, work, reportedBy, reportedAt, changedAt } = incident;
  const row = { id, reference, status, outcome: outcomeOf(incident), student, work, reportedBy, reportedAt, changedAt };
  if (!seesAll(caller)) return present(row);
  return present({
    ...row,
    stopped: incident.run.stopped !== undefined,
    notNotified: isNotNotified(exam),
    mailHeldUntil: mailHeldUntil(exam),
    attempt: incident.attemptsScheduled,
    attemptsAllowed: incident.attemptsAllowed,
    deadline: exam?.deadline,
    openRequests: exam?.openRequests.length ?? 0,
  });
}

/** One exam, without its questions and answers. */
export function examView(exam: Exam, origin: string, certificate: Certificate | undefined) {
  const { policy } = exam;
  const submitted = exam.status === 'submitted' ? exam : undefined;
  const started = exam.status === 'started' || exam.status === 'submitted' ? exam : undefined;
  return present({
    id: exam.id,
    attempt: exam.attempt,
    status: exam.status,
    result: examResult(exam),
    scheduledAt: exam.scheduledAt,
    deadline: exam.deadline,
    deadlineHeld: isOpen(exam) && isHeld(exam),
    invitation: exam.invitation,
    remindersSent: exam.remindersSent,
    adjustments: exam.adjustments,
    startedAt: started?.startedAt,
    endsAt: exam.status === 'started' ? exam.endsAt : undefined,
    submittedAt: submitted?.submittedAt,
    submittedBy: submitted?.submittedBy,
    closedAt: 'closedAt' in exam ? exam.closedAt : undefined,
    questionCount: policy.questionCount,
    passMarkPercent: policy.passMarkPercent,
    timeLimitMinutes: policy.timeLimitMinutes ?? undefined,
    policyNumber: policy.number,
    scorePercent: submitted?.marking.scorePercent,
    points: submitted?.marking.points,
    maxPoints: submitted?.marking.maxPoints,
    topicsToStudy: submitted?.marking.topicsToStudy,
    certificateId: certificate?.id,
    link: examLink(origin, exam.id),
  });
}

export const requestView = ({ id, examId, type, text, askedAt, answer }: StudentRequest) =>
  present({ id, examId, type, text, askedAt, answer });

export const noteView = ({ id, text, by, at }: Note) => ({ id, text, by, at });

export const evidenceView = ({ id, name, mediaType, sizeBytes, by, at }: Evidence) => ({
  id,
  name,
  mediaType,
  sizeBytes,
  by,
  at,
});

const operationOf: Record<IncidentAction, Operation> = {
  confirm: 'confirmFinding',
  refuse: 'refuseReport',
  'extend-deadline': 'extendDeadline',
  adjust: 'adjustExam',
  excuse: 'excuseExam',
  'resend-invitation': 'resendInvitation',
  'issue-code': 'issueCode',
  'mark-bounced': 'markBounced',
  withdraw: 'withdrawIncident',
  decide: 'decideIncident',
  'answer-request': 'answerRequest',
  notes: 'addNote',
  evidence: 'addEvidence',
  'remove-evidence': 'removeEvidence',
  resume: 'resumeIncident',
  redrive: 'redriveIncident',
};

/** What this caller may do with the incident now. */
export function actionsFor(caller: Caller, incident: Incident, exam: Exam | undefined) {
  return allowedActions(incident, exam)
    .filter((name) => reachOf(caller, operationOf[name]) === 'any')
    .map((name) =>
      (name === 'decide' || name === 'confirm') && hasConflictOfInterest(caller, incident)
        ? { name, conflictOfInterest: true }
        : { name },
    );
}

/** What an incident's own record says; lists of other things are added by those who load them. */
export function incidentSummary(listed: ListedIncident, caller: Caller) {
  const { incident } = listed;
  const row = incidentRow(listed, caller);
  const { description } = incident;
  if (!seesAll(caller)) return { ...row, version: incident.version, description };
  const { executionName, executionArn, stopped } = incident.run;
  return present({
    ...row,
    version: incident.version,
    description,
    finding: incident.finding,
    policyNumber: incident.policyNumber,
    reason: incident.status === 'awaiting-decision' ? incident.reason : undefined,
    decision: incident.status === 'closed' ? decisionView(incident) : undefined,
    withdrawal: incident.status === 'withdrawn' ? withdrawalView(incident) : undefined,
    mailHeldUntil: incident.mailHeldUntil,
    run: present({ executionName, executionArn, stopped: stopped ? redact(stopped) : undefined }),
  });
}

const decisionView = (incident: Extract<Incident, { status: 'closed' }>) =>
  present({
    outcome: incident.outcome,
    penalty: incident.penalty,
    why: incident.why,
    at: incident.decidedAt,
    by: actorView(incident.decidedBy),
    appealBy: incident.appealBy,
  });

const withdrawalView = (incident: Extract<Incident, { status: 'withdrawn' }>) => ({
  why: incident.why,
  at: incident.withdrawnAt,
  by: actorView(incident.withdrawnBy),
  refused: incident.refused,
});
