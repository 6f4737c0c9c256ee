import { dayWords } from '../../exam/deadline.ts';
import { type Exam, examResult } from '../../exam/exam.ts';
import type { AwaitingDecision, Incident } from '../../incident/incident.ts';
import { withoutStatus } from '../../incident/transitions.ts';
import type { Deps } from '../../ports/deps.ts';
import type { PendingCallback } from '../../ports/records.ts';
import type { Change } from '../../ports/repository.ts';
import { type BroughtToken, callbackAtOnce, isNewer, recordedToken, retryOnConflict } from '../decide.ts';
import { mailChange, writeMail } from '../write-mail.ts';
import { IncidentElsewhere, IncidentUnknown } from './errors.ts';
import { isNoticeDue, officerNotices, remindedNow } from './officers.ts';

/**
 * Waits for an officer's decision: flags the incident and tells the student, once; records the token on the incident, to
 * which the decision will be written; writes to the officers, again every week. Completes at once if the decision is
 * there. No penalty follows from anything here: people decide.
 * @throws IncidentUnknown, IncidentElsewhere
 */
export async function takeAdministrativeAction(deps: Deps, incidentId: string, token: BroughtToken): Promise<void> {
  const woke = await retryOnConflict(async () => {
    const incident = await deps.repository.get('incident', incidentId);
    if (!incident) throw new IncidentUnknown(incidentId);
    const decision = await decisionOn(deps, incident);
    if (decision) {
      const output: PendingCallback['output'] = { incidentId, decision };
      await deps.repository.commit([callbackAtOnce(incidentId, incidentId, token, output, deps.clock)]);
      return 'callbacks';
    }
    if (!isNewer(token, incident.waiting)) return undefined;
    return askOfficers(deps, incident, token);
  });
  if (woke) deps.wake[woke]();
}

type Decision = 'attempt-granted' | 'penalty' | 'dismissed' | 'withdrawn';

/** What was decided of an incident that came here; undefined: nothing yet. */
async function decisionOn(deps: Deps, incident: Incident): Promise<Decision | undefined> {
  switch (incident.status) {
    case 'awaiting-decision':
      return undefined;
    case 'closed':
      return incident.outcome;
    case 'withdrawn':
      return 'withdrawn';
    case 'to-be-scheduled':
    case 'exam-open':
      return (await isToBeFlagged(deps, incident)) ? undefined : 'attempt-granted';
    case 'to-be-confirmed':
    case 'resolved':
      throw new IncidentElsewhere(incident.id, 'TakeAdministrativeAction', incident.status);
  }
}

/** True if the incident came here to be decided; otherwise an attempt was granted since. */
async function isToBeFlagged(deps: Deps, incident: Incident): Promise<boolean> {
  const exam = await currentExam(deps, incident);
  const result = exam && examResult(exam);
  if (result === 'DidNotSit') return true;
  const used = incident.attemptsScheduled >= incident.attemptsAllowed;
  return used && (incident.status === 'to-be-scheduled' || result === 'Fail' || result === 'Excused');
}

const currentExam = async (deps: Deps, incident: Incident): Promise<Exam | undefined> =>
  incident.status === 'exam-open' ? deps.repository.get('exam', incident.currentExamId) : undefined;

async function askOfficers(deps: Deps, incident: Incident, token: BroughtToken): Promise<'mail' | undefined> {
  const now = new Date(deps.workflowClock.nowMs()).toISOString();
  const flagged = incident.status === 'awaiting-decision' ? incident : await flag(deps, incident, now);
  const noticeDue = isNoticeDue(deps, flagged);
  const waiting: AwaitingDecision = {
    ...flagged,
    waiting: recordedToken(token),
    ...(noticeDue ? remindedNow(deps) : {}),
  };
  // The first notice goes together with the letter to the student, whoever flagged the incident.
  const mails = [
    ...(noticeDue ? await notices(deps, flagged) : []),
    ...(flagged.officersRemindedAt === undefined ? [await letter(deps, flagged)] : []),
  ];
  await deps.repository.commit([
    { type: 'put', kind: 'incident', item: waiting, expected: incident.version },
    ...mails.map(mailChange),
    ...(flagged === incident ? [] : [flaggedNote(flagged)]),
  ]);
  return mails.length > 0 ? 'mail' : undefined;
}

async function flag(deps: Deps, incident: Incident, now: string): Promise<AwaitingDecision> {
  const exam = await currentExam(deps, incident);
  return {
    ...withoutStatus(incident),
    status: 'awaiting-decision',
    reason: exam?.status === 'did-not-sit' ? 'did-not-sit' : 'attempts-used',
    flaggedAt: now,
    changedAt: now,
  };
}

const flaggedNote = (incident: AwaitingDecision): Change => ({
  type: 'audit',
  note: {
    chain: incident.id,
    at: incident.flaggedAt,
    actor: { kind: 'system', name: 'workflow' },
    action: 'incident.flagged',
    facts: { reason: incident.reason, attemptsScheduled: incident.attemptsScheduled },
  },
});

const toOfficers: Record<AwaitingDecision['reason'], string> = {
  'attempts-used': 'the student has used all attempts at the exam, and a decision is needed.',
  'did-not-sit': 'nothing was answered by the deadline, and a decision is needed.',
  'straight-to-decision': 'it was reported for a decision without an exam.',
  appeal: 'the student has appealed, and a decision is needed.',
};

const notices = (deps: Deps, incident: AwaitingDecision) =>
  officerNotices(deps, incident, `decide-${incident.version}`, {
    task: 'Please decide',
    what: toOfficers[incident.reason],
    since: dayWords(Date.parse(incident.flaggedAt), deps.institution.timeZone),
  });

const toStudent: Record<AwaitingDecision['reason'], string> = {
  'attempts-used': 'You have used all your attempts at the exam about referencing.',
  'did-not-sit': 'We had no answers from you in the exam about referencing by its deadline.',
  'straight-to-decision': 'A piece of your work has been referred to our office.',
  appeal: 'We have your appeal.',
};

const letter = (deps: Deps, incident: AwaitingDecision) =>
  writeMail(deps, {
    id: `administrative-action:${incident.id}:${incident.version}`,
    template: 'administrative-action',
    to: { name: incident.student.name, address: incident.student.email },
    incident,
    values: { because: toStudent[incident.reason] },
  });
