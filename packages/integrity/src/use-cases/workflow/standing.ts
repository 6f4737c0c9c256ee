import { waitSeconds } from '../../exam/deadline.ts';
import { type Exam, type ExamResult, examResult, isOpen } from '../../exam/exam.ts';
import type { Incident, IncidentStatus } from '../../incident/incident.ts';

/** Where an incident stands, as WhereItStands chooses on it: ids and numbers only, nothing personal. */
export interface Standing {
  incidentId: string;
  stands: IncidentStatus;
  examId?: string;
  /** How long SendNotification may wait before the exam is looked at again; at least 1. */
  waitSeconds?: number;
}

/** What the workflow knows of an exam: still open and to be looked at again in a while, or its result. */
export type ExamStanding = { incidentId: string; examId: string } & ({ waitSeconds: number } | { result: ExamResult });

/** An exam that has its result is answered by SendNotification at once; this only bounds how long that may take. */
const CLOSED_EXAM_WAIT_SECONDS = 60;

export const secondsToWait = (exam: Exam, workflowMs: number): number =>
  isOpen(exam) ? waitSeconds(exam, workflowMs) : CLOSED_EXAM_WAIT_SECONDS;

/** `exam` is the incident's current one, if it has one. */
export function standingOf(incident: Incident, exam: Exam | undefined, workflowMs: number): Standing {
  return {
    incidentId: incident.id,
    stands: incident.status,
    ...(incident.status === 'exam-open' && exam
      ? { examId: exam.id, waitSeconds: secondsToWait(exam, workflowMs) }
      : {}),
  };
}

export function examStandingOf(exam: Exam, workflowMs: number): ExamStanding {
  const result = examResult(exam);
  const ids = { incidentId: exam.incidentId, examId: exam.id };
  return result ? { ...ids, result } : { ...ids, waitSeconds: secondsToWait(exam, workflowMs) };
}
