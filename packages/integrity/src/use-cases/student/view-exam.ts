import { timeLimitEndMs, timeLimitMinutes } from '../../exam/attempt.ts';
import { isHeld, isPast } from '../../exam/deadline.ts';
import type { AnswerSheet, Deadline, Exam, ExamResult } from '../../exam/exam.ts';
import type { Finding, Incident, Work } from '../../incident/incident.ts';
import type { Deps } from '../../ports/deps.ts';
import { isBlank } from '../../question-bank/question-types.ts';
import type { StudentRequest } from '../../student/access.ts';
import { closeIfDue } from './close-if-due.ts';
import { loadIncident } from './load-exam.ts';
import { presentOf } from './now.ts';

/** What a student sees of a request of theirs. */
export interface RequestView {
  type: StudentRequest['type'];
  askedAt: string;
  answer?: { granted: boolean; text: string };
}

/** What the student of an exam session sees of their exam, whatever has become of it. */
export interface ExamFacts {
  examId: string;
  attempt: number;
  attemptsAllowed: number;
  reference: string;
  studentName: string;
  work: Work;
  finding?: Finding;
  deadline: Deadline;
  /** The deadline is over. An exam that is still open then is one whose deadline is held. */
  deadlinePast: boolean;
  questionCount: number;
  passMarkPercent: number;
  /** This student's own, extra time included; absent: no limit. */
  timeLimitMinutes?: number;
  /** Oldest first. */
  requests: readonly RequestView[];
}

export interface ScheduledView extends ExamFacts {
  status: 'scheduled';
}
export interface StartedView extends ExamFacts {
  status: 'started';
  /** What ends the attempt, and in how many milliseconds; absent while the deadline is held. */
  ends?: { by: 'time-limit' | 'deadline'; inMs: number };
  /** Positions, from 0, that have an answer. */
  answered: readonly number[];
}
export interface ClosedView extends ExamFacts {
  status: 'closed';
  result: ExamResult;
  closedAt: string;
  /** Only for an attempt that was marked. */
  score?: { percent: number; topicsToStudy: readonly string[]; submittedBy: 'student' | 'deadline' | 'time-limit' };
  /** The incident's next attempt, once it is open. */
  nextExamId?: string;
  certificateId?: string;
  /** Where the whole matter stands now. */
  incidentStatus: Incident['status'];
}
export type ExamView = ScheduledView | StartedView | ClosedView;

/**
 * The exam of a session, closed first if its time is over.
 * @throws NotFound
 */
export async function viewExam(deps: Deps, { examId }: { examId: string }): Promise<ExamView> {
  const exam = await closeIfDue(deps, examId);
  const [incident, sheet, requests] = await Promise.all([
    loadIncident(deps, exam),
    deps.repository.get('answerSheet', examId),
    deps.repository.query('request', 'byIncident', { partition: exam.incidentId }),
  ]);
  const facts = factsOf(deps, exam, incident, requests.items);
  if (exam.status === 'scheduled') return { ...facts, status: 'scheduled' };
  if (exam.status === 'started') {
    const ends = endOf(deps, exam);
    return { ...facts, status: 'started', answered: answeredPositions(sheet), ...(ends ? { ends } : {}) };
  }
  return {
    ...facts,
    status: 'closed',
    ...outcomeOf(exam),
    ...(incident.status === 'exam-open' && incident.currentExamId !== examId
      ? { nextExamId: incident.currentExamId }
      : {}),
    ...(incident.status === 'resolved' && incident.examId === examId ? { certificateId: incident.certificateId } : {}),
    incidentStatus: incident.status,
  };
}

function factsOf(deps: Deps, exam: Exam, incident: Incident, requests: readonly StudentRequest[]): ExamFacts {
  const minutes = timeLimitMinutes(exam);
  return {
    examId: exam.id,
    attempt: exam.attempt,
    attemptsAllowed: incident.attemptsAllowed,
    reference: incident.reference,
    studentName: incident.student.name,
    work: incident.work,
    ...(incident.finding ? { finding: incident.finding } : {}),
    deadline: exam.deadline,
    deadlinePast: isPast(exam.deadline, deps.workflowClock.nowMs()),
    questionCount: exam.drawn.length,
    passMarkPercent: exam.policy.passMarkPercent,
    ...(minutes === undefined ? {} : { timeLimitMinutes: minutes }),
    requests: requests
      .filter((request) => request.examId === exam.id)
      .map(({ type, askedAt, answer }) => ({
        type,
        askedAt,
        ...(answer ? { answer: { granted: answer.granted, text: answer.text } } : {}),
      })),
  };
}

/** Positions, from 0, with an answer that is not blank. */
export function answeredPositions(sheet: AnswerSheet | undefined): number[] {
  return Object.entries(sheet?.answers ?? {})
    .filter(([, { answer }]) => !isBlank(answer))
    .map(([position]) => Number(position))
    .sort((a, b) => a - b);
}

/** What will end an attempt that is under way, and when; undefined while nothing will. */
export function endOf(deps: Deps, exam: Extract<Exam, { status: 'started' }>): StartedView['ends'] {
  const now = presentOf(deps);
  const limitMs = timeLimitEndMs(exam);
  const byLimit = limitMs === undefined ? undefined : { by: 'time-limit' as const, inMs: limitMs - now.realMs };
  const deadlineInMs = Date.parse(exam.deadline.at) + 1 - now.workflowMs;
  const byDeadline = deadlineInMs <= 0 && isHeld(exam) ? undefined : { by: 'deadline' as const, inMs: deadlineInMs };
  if (!byLimit || !byDeadline) return byLimit ?? byDeadline;
  return byLimit.inMs <= byDeadline.inMs ? byLimit : byDeadline;
}

type Closed = Exclude<Exam, { status: 'scheduled' | 'started' }>;

function outcomeOf(exam: Closed): Pick<ClosedView, 'result' | 'closedAt' | 'score'> {
  switch (exam.status) {
    case 'submitted':
      return {
        result: exam.marking.result,
        closedAt: exam.submittedAt,
        score: {
          percent: exam.marking.scorePercent,
          topicsToStudy: exam.marking.topicsToStudy,
          submittedBy: exam.submittedBy,
        },
      };
    case 'did-not-sit':
      return { result: 'DidNotSit', closedAt: exam.closedAt };
    case 'excused':
      return { result: 'Excused', closedAt: exam.closedAt };
    case 'withdrawn':
      return { result: 'Withdrawn', closedAt: exam.closedAt };
  }
}
