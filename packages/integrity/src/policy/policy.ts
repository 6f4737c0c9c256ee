/** Rules of one process, as one versioned record. The version in force at registration governs all of an incident's attempts. */
export interface Policy {
  /** Same as the policy number in decimal: policies are immutable, a change makes the next number. */
  id: string;
  version: number;
  /** Policy number, from 1. */
  number: number;
  /** The one pass mark, percent of full marks. */
  passMarkPercent: number;
  attempts: number;
  /** Days from scheduling to the deadline's day. */
  days: number;
  questionCount: number;
  /** Minutes from start to end of an attempt; null: only the deadline ends it. */
  timeLimitMinutes: number | null;
  /** Days before the deadline on which a reminder goes out, largest first. */
  reminderDaysBefore: readonly number[];
  /** Days that a student has to appeal after a decision. */
  appealDays: number;
  /** Months after closing until an incident's personal data is erased. */
  retentionMonths: number;
  createdAt: string;
  createdBy: string;
}

/** What of the policy is copied onto an exam and marks it. */
export interface ExamPolicy {
  number: number;
  passMarkPercent: number;
  questionCount: number;
  timeLimitMinutes: number | null;
  reminderDaysBefore: readonly number[];
}

export const defaultPolicy: Omit<Policy, 'createdAt' | 'createdBy'> = {
  id: '1',
  version: 1,
  number: 1,
  passMarkPercent: 70,
  attempts: 3,
  days: 7,
  questionCount: 20,
  timeLimitMinutes: null,
  reminderDaysBefore: [3, 1],
  appealDays: 10,
  retentionMonths: 24,
};

export const examPolicy = (policy: Policy): ExamPolicy => ({
  number: policy.number,
  passMarkPercent: policy.passMarkPercent,
  questionCount: policy.questionCount,
  timeLimitMinutes: policy.timeLimitMinutes,
  reminderDaysBefore: policy.reminderDaysBefore,
});
