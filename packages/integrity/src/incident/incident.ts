import type { Actor } from '../access/caller.ts';

/** The student as registered for this incident; the directory may know newer details. */
export interface StudentDetails {
  studentNumber: string;
  name: string;
  email: string;
  faculty?: string;
}

/** The piece of work in which plagiarism was found. */
export interface Work {
  title: string;
  /** Course or unit code, as the university writes it. */
  unit: string;
  /** Calendar date, YYYY-MM-DD. */
  submittedOn?: string;
}

/** The office's finding that the exam follows from. A lecturer's report has none until an officer confirms it. */
export interface Finding {
  /** Reference of the finding in the university's records. */
  reference: string;
  /** Calendar date, YYYY-MM-DD. */
  foundOn: string;
}

/** A task token as a waiting function recorded it. It stays in the repository: never in a page, mail, log, trace or answer. */
export interface RecordedToken {
  taskToken: string;
  /** When its state was entered: tells a newer token from an older one. */
  recordedAt: string;
  /** Which retry of that state it belongs to; absent: the first try. */
  retryCount?: number;
  /** The trace that recorded it: what resumes the workflow is linked to it. */
  traceHeader?: string;
}

/** The execution that carries the incident now. `stopped` is set when it ended without the incident's end. */
export interface WorkflowRun {
  executionName: string;
  executionArn: string;
  /** Set while a new execution is asked for and has not begun: it is started again until it has. Workflow clock. */
  requestedAt?: string;
  stopped?: { at: string; status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; error: string; cause: string };
}

/** What every incident has, whatever its status. */
export interface IncidentBase {
  /** Also the name of its first execution; random or a hash of caller and Idempotency-Key, [a-z0-9-]. */
  id: string;
  version: number;
  /** Version of the stored shape. */
  shape: 1;
  /** What people and mails call it, e.g. `7K3M9-QXD2T`. */
  reference: string;
  student: StudentDetails;
  work: Work;
  finding?: Finding;
  /** What was found, in the reporter's words; only staff read it. */
  description: string;
  reportedBy: { sub: string; name: string; role: 'lecturer' | 'officer' | 'administrator' };
  reportedAt: string;
  changedAt: string;
  /** Number of the policy in force at registration. */
  policyNumber: number;
  /** Attempts allowed so far: the policy's, plus each one granted or excused. */
  attemptsAllowed: number;
  attemptsScheduled: number;
  run: WorkflowRun;
  /** Token of ConfirmFinding or TakeAdministrativeAction while it waits for staff. */
  waiting?: RecordedToken;
  /** Set when it came by bulk import: mails are held until then (real time). */
  mailHeldUntil?: string;
  /** The bulk import that it came with. */
  importId?: string;
}

/** When officers were last written to about what waits for them: by the workflow's clock, and in real time. */
export interface OfficersReminded {
  officersRemindedAt?: string;
  officersRemindedAtReal?: string;
}

export interface ToBeConfirmed extends IncidentBase, OfficersReminded {
  status: 'to-be-confirmed';
}
export interface ToBeScheduled extends IncidentBase {
  status: 'to-be-scheduled';
}
export interface ExamOpen extends IncidentBase {
  status: 'exam-open';
  currentExamId: string;
}
export interface AwaitingDecision extends IncidentBase, OfficersReminded {
  status: 'awaiting-decision';
  reason: 'attempts-used' | 'did-not-sit' | 'straight-to-decision' | 'appeal';
  flaggedAt: string;
}
export interface Resolved extends IncidentBase {
  status: 'resolved';
  resolvedAt: string;
  examId: string;
  certificateId: string;
}
export interface Closed extends IncidentBase {
  status: 'closed';
  outcome: 'penalty' | 'dismissed';
  decidedAt: string;
  decidedBy: Actor;
  /** The penalty in words, as the letter says it. */
  penalty?: string;
  why: string;
  /** Set by CloseIncident once the letter is out. */
  appealBy?: string;
}
export interface Withdrawn extends IncidentBase {
  status: 'withdrawn';
  withdrawnAt: string;
  withdrawnBy: Actor;
  why: string;
  /** True when an officer refused a lecturer's report: the student never heard of it and gets no letter. */
  refused: boolean;
}

export type Incident = ToBeConfirmed | ToBeScheduled | ExamOpen | AwaitingDecision | Resolved | Closed | Withdrawn;
export type IncidentStatus = Incident['status'];

export const incidentStatuses = [
  'to-be-confirmed',
  'to-be-scheduled',
  'exam-open',
  'awaiting-decision',
  'resolved',
  'closed',
  'withdrawn',
] as const satisfies readonly IncidentStatus[];
