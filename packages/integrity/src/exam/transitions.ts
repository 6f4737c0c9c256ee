import type { Exam } from './exam.ts';

/** What moves an exam from one status to another. */
export type ExamMove = 'start' | 'mark' | 'miss' | 'excuse' | 'withdraw';

const endings = { mark: 'submitted', miss: 'did-not-sit', excuse: 'excused', withdraw: 'withdrawn' } as const;

/** Every legal transition of an exam: it begins once and ends once, and an ended one never changes its status again. */
export const examTransitions = {
  scheduled: { start: 'started', ...endings },
  started: endings,
  submitted: {},
  'did-not-sit': {},
  excused: {},
  withdrawn: {},
} as const satisfies Record<Exam['status'], Partial<Record<ExamMove, Exam['status']>>>;

/** Where a move leads from a status; undefined: it is not legal there. */
export function examStatusAfter(status: Exam['status'], move: ExamMove): Exam['status'] | undefined {
  const moves: Partial<Record<ExamMove, Exam['status']>> = examTransitions[status];
  return moves[move];
}
