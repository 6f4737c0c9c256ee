import { markExam } from '../marking/marking.ts';
import type { Question } from '../question-bank/question.ts';
import { isBlank } from '../question-bank/question-types.ts';
import type {
  AnswerSheet,
  DidNotSit,
  ExamWithdrawn,
  Excused,
  OpenExam,
  Scheduled,
  Started,
  Submitted,
} from './exam.ts';

/** What closing an exam needs to know. Everything is as the repository has it; nothing comes from the student's browser. */
export interface CloseExamInput {
  exam: OpenExam;
  /** Undefined: nothing was ever saved. */
  sheet: AnswerSheet | undefined;
  /** The versions that the exam drew, in that order, as they are now. */
  questions: readonly Question[];
  /** Who or what closes it. */
  by: Submitted['submittedBy'];
  /** Instant of the workflow clock, ISO. */
  at: string;
}

/** True once the student has answered at least one question. */
export const hasAnswers = (sheet: AnswerSheet | undefined): boolean =>
  Object.values(sheet?.answers ?? {}).some(({ answer }) => !isBlank(answer));

/**
 * Closes an open exam: the one place where an attempt gets its result. A deadline by which nothing was answered makes it
 * not sat; otherwise what is saved is marked, with the pass mark that the exam carries. A time limit that runs out, and
 * the student's own submission, are marked even when blank: a zero is a fail, not an absence.
 */
export function closeExam({ exam, sheet, questions, by, at }: CloseExamInput): Submitted | DidNotSit {
  const base = whatStays(exam);
  if (by === 'deadline' && !hasAnswers(sheet)) return { ...base, status: 'did-not-sit', closedAt: at };
  return {
    ...base,
    status: 'submitted',
    startedAt: exam.status === 'started' ? exam.startedAt : at,
    submittedAt: at,
    submittedBy: by,
    marking: markExam({
      questions,
      answers: sheet?.answers ?? {},
      passMarkPercent: exam.policy.passMarkPercent,
    }),
  };
}

/** Closes an open exam without a result of the student's: an officer excused the attempt or withdrew the incident. */
export function endExam(exam: OpenExam, status: 'excused' | 'withdrawn', at: string): Excused | ExamWithdrawn {
  return { ...whatStays(exam), status, closedAt: at };
}

/** An exam without what ends with its attempt: the token that its decision uses up, and the instants of an attempt under way. */
function whatStays(exam: OpenExam): Omit<Scheduled, 'status' | 'waiting'> {
  const {
    status: _status,
    waiting: _waiting,
    startedAt: _startedAt,
    startedAtReal: _startedAtReal,
    endsAt: _endsAt,
    ...base
  } = exam as Partial<Omit<Started, 'status'>> & OpenExam;
  return base;
}
