import type { RecordedToken } from '../incident/incident.ts';
import type { Marking } from '../marking/marking.ts';
import type { ExamPolicy } from '../policy/policy.ts';
import type { Answer, DrawnQuestion } from '../question-bank/question.ts';

/** A deadline: an instant of the workflow clock, and the zone in which people read it. */
export interface Deadline {
  at: string;
  /** IANA time zone, e.g. `Australia/Sydney`. */
  zone: string;
}

/** How the invitation fared. A deadline counts only when it is `accepted`. */
export interface Invitation {
  mailId: string;
  status: 'queued' | 'accepted' | 'bounced';
  /** Since when, by the workflow clock. */
  at: string;
  /** The office holds the mail of the import that it came with, so that the import can be undone: until then (real time). */
  heldUntil?: string;
}

/** True while the office itself keeps the invitation back: the student hears of it later, and nothing has gone wrong. */
export const isMailHeld = ({ invitation }: Pick<Exam, 'invitation'>): boolean =>
  invitation?.status === 'queued' && invitation.heldUntil !== undefined;

/** Adjustments for this student, without a stored reason; they take effect in the middle of an attempt. */
export interface Adjustments {
  extraTimePercent: number;
  breakMinutes: number;
}

interface ExamBase {
  /** Public id, in links: unguessable, yet no secret. */
  id: string;
  version: number;
  shape: 2;
  incidentId: string;
  studentNumber: string;
  /** From 1. */
  attempt: number;
  scheduledAt: string;
  deadline: Deadline;
  policy: ExamPolicy;
  drawn: readonly DrawnQuestion[];
  invitation?: Invitation;
  /** Days-before of the reminders that went out. */
  remindersSent: readonly number[];
  adjustments: Adjustments;
  /** Beginning (real time) of the outage for which the deadline was last moved: one outage moves it once. */
  movedForOutageAt?: string;
  /** Token of SendNotification while it waits for the result. */
  waiting?: RecordedToken;
  /** Ids of open student requests; while there is one the deadline is held. */
  openRequests: readonly string[];
}

export interface Scheduled extends ExamBase {
  status: 'scheduled';
}
export interface Started extends ExamBase {
  status: 'started';
  /** By the workflow clock. */
  startedAt: string;
  /** By the real clock: time limits count from it. */
  startedAtReal: string;
  /** The earlier of start + limit (real time) and the deadline; moves with extension and adjustments. */
  endsAt: string;
}
export interface Submitted extends ExamBase {
  status: 'submitted';
  startedAt: string;
  submittedAt: string;
  submittedBy: 'student' | 'deadline' | 'time-limit';
  marking: Marking;
}
export interface DidNotSit extends ExamBase {
  status: 'did-not-sit';
  closedAt: string;
}
export interface Excused extends ExamBase {
  status: 'excused';
  closedAt: string;
}
export interface ExamWithdrawn extends ExamBase {
  status: 'withdrawn';
  closedAt: string;
}

export type Exam = Scheduled | Started | Submitted | DidNotSit | Excused | ExamWithdrawn;
export type OpenExam = Scheduled | Started;
/** What HasStudentPassedExam chooses on. */
export type ExamResult = 'Pass' | 'Fail' | 'DidNotSit' | 'Excused' | 'Withdrawn';

/** The answers of one exam by position (from 0), every save kept with the server's time. Its id is the exam's. */
export interface AnswerSheet {
  id: string;
  version: number;
  shape: 2;
  answers: Readonly<Record<string, { answer: Answer; savedAt: string }>>;
  /** Saved before and replaced since, in the order in which they were replaced. */
  earlier: readonly { position: number; answer: Answer; savedAt: string }[];
}

export const isOpen = (exam: Exam): exam is OpenExam => exam.status === 'scheduled' || exam.status === 'started';

export function examResult(exam: Exam): ExamResult | undefined {
  switch (exam.status) {
    case 'scheduled':
    case 'started':
      return undefined;
    case 'submitted':
      return exam.marking.result;
    case 'did-not-sit':
      return 'DidNotSit';
    case 'excused':
      return 'Excused';
    case 'withdrawn':
      return 'Withdrawn';
  }
}
