import type { Schemas } from '../api/context.tsx';

type Policy = Schemas['PolicyView'];

/** Policy as it is being edited: numbers as typed. */
export interface Draft {
  passMarkPercent: string;
  attempts: string;
  days: string;
  questionCount: string;
  /** Empty: no limit but the deadline. */
  timeLimitMinutes: string;
  /** Days, separated by commas. */
  reminderDaysBefore: string;
  appealDays: string;
  retentionMonths: string;
  why: string;
}

export const draftOf = (policy: Policy): Draft => ({
  passMarkPercent: String(policy.passMarkPercent),
  attempts: String(policy.attempts),
  days: String(policy.days),
  questionCount: String(policy.questionCount),
  timeLimitMinutes: policy.timeLimitMinutes === undefined ? '' : String(policy.timeLimitMinutes),
  reminderDaysBefore: policy.reminderDaysBefore.join(', '),
  appealDays: String(policy.appealDays),
  retentionMonths: String(policy.retentionMonths),
  why: '',
});

/** Whole numbers of a list such as `3, 1`; undefined if anything in it is none. */
function numbersOf(text: string): number[] | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  return parts.every((part) => /^\d{1,4}$/.test(part)) ? parts.map(Number) : undefined;
}

/** The request, or the fields in which there is no number where one must be. Bounds are the server's to check. */
export function requestOf(
  draft: Draft,
): { request: Schemas['PolicyRequest'] } | { wrong: Partial<Record<keyof Draft, string>> } {
  const wrong: Partial<Record<keyof Draft, string>> = {};
  const number = (field: Exclude<keyof Draft, 'reminderDaysBefore' | 'why'>): number => {
    if (!/^\d{1,4}$/.test(draft[field].trim())) wrong[field] = 'Enter a whole number.';
    return Number(draft[field]);
  };
  const reminders = numbersOf(draft.reminderDaysBefore);
  if (!reminders) wrong.reminderDaysBefore = 'Enter whole numbers, separated by commas.';
  const why = draft.why.trim();
  if (!why) wrong.why = 'Say why the policy changes.';
  const request: Schemas['PolicyRequest'] = {
    passMarkPercent: number('passMarkPercent'),
    attempts: number('attempts'),
    days: number('days'),
    questionCount: number('questionCount'),
    ...(draft.timeLimitMinutes.trim() ? { timeLimitMinutes: number('timeLimitMinutes') } : {}),
    reminderDaysBefore: [...new Set(reminders ?? [])].sort((a, b) => b - a),
    appealDays: number('appealDays'),
    retentionMonths: number('retentionMonths'),
    why,
  };
  return Object.keys(wrong).length > 0 ? { wrong } : { request };
}
