import type { Caller } from '../../access/caller.ts';
import { staffActor } from '../../access/caller.ts';
import { assertMayOn, hasConflictOfInterest, type Operation } from '../../access/permissions.ts';
import type { AuditNote } from '../../audit/audit.ts';
import { InvalidInput, NotFound, VersionMismatch, WrongState } from '../../errors.ts';
import { type Exam, isOpen, type OpenExam } from '../../exam/exam.ts';
import type { Incident } from '../../incident/incident.ts';
import { allowedActions, type IncidentAction, isEnded } from '../../incident/transitions.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';
import { retryOnConflict } from '../decide.ts';
import { resumeIncident } from '../workflow/resume-incident.ts';
import { hasOtherOfficer } from './officers-known.ts';

/** What every action of staff on an incident begins with. */
export interface ActionInput {
  caller: Caller;
  incidentId: string;
  /** Version of the incident that the caller looked at, if they mean that one alone. */
  expectedVersion?: number;
}

/** The incident with its latest exam, as the repository has them now. */
export interface Subject {
  incident: Incident;
  exam?: Exam;
  /** Instant of the workflow clock. */
  at: string;
}

/** What an action decided: everything that is committed together, audit note included. */
export interface Decided<T> {
  changes: readonly Change[];
  note: NoteOnIncident;
  result: T;
}

export interface NoteOnIncident {
  action: string;
  facts?: AuditNote['facts'];
  /** The reason and other words about the student: sealed with the student's key. */
  personal?: Readonly<Record<string, string>>;
}

/**
 * The frame of every action on an incident: may the caller, does the incident's state allow it, then decide and commit
 * with the audit note, again if somebody else commits first; then wake whoever has work by it.
 * @throws NotAllowed, NotFound, VersionMismatch, WrongState, and what `decide` throws
 */
export async function actOnIncident<T>(
  deps: Deps,
  operation: Operation,
  action: IncidentAction,
  input: ActionInput,
  decide: (subject: Subject) => Promise<Decided<T>> | Decided<T>,
): Promise<T> {
  const { changes, result, subject } = await retryOnConflict(async () => {
    const subject = await loadSubject(deps, operation, input);
    assertAllowed(subject, action);
    const decided = await decide(subject);
    const note = noteOf(subject, input.caller, decided.note);
    await deps.repository.commit([...decided.changes, { type: 'audit', note }]);
    return { ...decided, subject };
  });
  const kinds = new Set(changes.flatMap((change) => (change.type === 'put' ? [change.kind] : [])));
  if (kinds.has('callback')) deps.wake.callbacks();
  if (kinds.has('mail')) deps.wake.mail();
  await carryOutEnd(deps, input, subject.incident, changes);
  return result;
}

/** An incident that was ended while its workflow stood still: nobody else would write the letter. */
async function carryOutEnd(
  deps: Deps,
  { caller }: ActionInput,
  before: Incident,
  changes: readonly Change[],
): Promise<void> {
  const ended = changes.some(
    (change) => change.type === 'put' && change.kind === 'incident' && isEnded(change.item.status),
  );
  if (!ended || !before.run.stopped || isEnded(before.status)) return;
  const why = 'Ended while its workflow had stopped.';
  await resumeIncident(deps, { incidentId: before.id, by: staffActor(caller), why });
}

/** @throws NotAllowed, NotFound, VersionMismatch */
async function loadSubject(deps: Deps, operation: Operation, input: ActionInput): Promise<Subject> {
  const incident = await deps.repository.get('incident', input.incidentId);
  if (!incident) throw new NotFound('incident');
  assertMayOn(input.caller, operation, incident);
  if (input.expectedVersion !== undefined && input.expectedVersion !== incident.version) {
    throw new VersionMismatch('incident');
  }
  const exam = await latestExam(deps, incident);
  const at = new Date(deps.workflowClock.nowMs()).toISOString();
  return exam ? { incident, exam, at } : { incident, at };
}

/** The exam of the incident's newest attempt, open or not. */
export async function latestExam(deps: Deps, incident: Incident): Promise<Exam | undefined> {
  if (incident.status === 'exam-open') return deps.repository.get('exam', incident.currentExamId);
  const query = { partition: incident.id, order: 'descending', limit: 1 } as const;
  return (await deps.repository.query('exam', 'byIncident', query)).items[0];
}

const statusWords: Record<Incident['status'], string> = {
  'to-be-confirmed': 'waits to be confirmed',
  'to-be-scheduled': 'waits for its next exam to be scheduled',
  'exam-open': 'has an exam open',
  'awaiting-decision': 'waits for a decision',
  resolved: 'is resolved',
  closed: 'is closed',
  withdrawn: 'is withdrawn',
};

/** @throws WrongState */
function assertAllowed({ incident, exam }: Subject, action: IncidentAction): void {
  if (allowedActions(incident, exam).includes(action)) return;
  throw new WrongState(`This is not possible now: the incident ${statusWords[incident.status]}.`);
}

/** The subject's exam, for actions that the table allows on open exams alone. */
export function openExamOf({ exam }: Subject): OpenExam {
  if (!exam || !isOpen(exam)) throw new WrongState('This is not possible now: no exam is open.');
  return exam;
}

function noteOf({ incident, at }: Subject, caller: Caller, note: NoteOnIncident): AuditNote {
  return {
    chain: incident.id,
    at,
    actor: staffActor(caller),
    action: note.action,
    facts: note.facts ?? {},
    ...(note.personal ? { studentNumber: incident.student.studentNumber, personal: note.personal } : {}),
  };
}

/**
 * Nobody decides an incident that they reported, unless they are the only officer and say why.
 * @throws WrongState if there is another officer; InvalidInput at `pointer` without a reason
 */
export async function assertImpartial(
  deps: Deps,
  caller: Caller,
  incident: Incident,
  reason: string | undefined,
  pointer: string,
): Promise<void> {
  if (!hasConflictOfInterest(caller, incident)) return;
  if (await hasOtherOfficer(deps, caller)) {
    throw new WrongState('You reported this incident, so another officer has to decide it.');
  }
  if (reason === undefined || reason === '') {
    const message = 'You reported this incident. Say why you decide it yourself, as the only officer.';
    throw new InvalidInput([{ pointer, code: 'required', message }]);
  }
}
