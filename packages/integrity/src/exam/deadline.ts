import { Temporal } from 'temporal-polyfill';
import type { Deadline, OpenExam } from './exam.ts';

/** The hour of the day, in the deadline's zone, at which a reminder goes out. */
const REMINDER_HOUR = 9;

/** When the workflow looks again at an exam whose deadline is held. */
export const LOOK_AGAIN_SECONDS = 86_400;

/** The longest wait that the workflow service takes in one piece. */
const WAIT_SECONDS_MAX = 99_999_999;

const zoned = (atMs: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);

const iso = (atMs: number): string => new Date(atMs).toISOString();

/** The last millisecond of 23:59 on a calendar day of the zone, whatever the zone's clocks do on that day. */
export function endOfDay(date: Temporal.PlainDate, zone: string): Deadline {
  const nextMidnight = date.add({ days: 1 }).toZonedDateTime(zone);
  // Where clocks go back at midnight the day has two of them: its end is in the later.
  const lastMinute = date.toPlainDateTime('23:59:59.999').toZonedDateTime(zone, { disambiguation: 'later' });
  // Where clocks jump over midnight the day ends earlier than its 23:59 would be.
  const atMs = Math.min(lastMinute.epochMilliseconds, nextMidnight.epochMilliseconds - 1);
  return { at: iso(atMs), zone };
}

/** 23:59 inclusive, so many calendar days after the day on which `fromMs` falls in the zone. */
export function deadlineAfter(fromMs: number, days: number, zone: string): Deadline {
  return endOfDay(zoned(fromMs, zone).toPlainDate().add({ days }), zone);
}

/** 23:59 inclusive on a calendar date, YYYY-MM-DD. @throws RangeError if it is none. */
export function deadlineOn(date: string, zone: string): Deadline {
  return endOfDay(Temporal.PlainDate.from(date), zone);
}

/** The deadline, so many calendar days later. */
export function laterByDays(deadline: Deadline, days: number): Deadline {
  return deadlineAfter(Date.parse(deadline.at), days, deadline.zone);
}

/** The deadline that a student would have had if the exam had been scheduled now: as many days as it gave at first. */
export function restarted(exam: Pick<OpenExam, 'scheduledAt' | 'deadline'>, nowMs: number): Deadline {
  const { at, zone } = exam.deadline;
  const from = zoned(Date.parse(exam.scheduledAt), zone).toPlainDate();
  const { days } = from.until(zoned(Date.parse(at), zone).toPlainDate(), { largestUnit: 'days' });
  return deadlineAfter(nowMs, days, zone);
}

/** The first instant of the deadline's day. */
export function lastDayStartMs(deadline: Deadline): number {
  return zoned(Date.parse(deadline.at), deadline.zone).startOfDay().epochMilliseconds;
}

/** The calendar day of the deadline, YYYY-MM-DD. */
export function deadlineDate(deadline: Deadline): string {
  return zoned(Date.parse(deadline.at), deadline.zone).toPlainDate().toString();
}

/** True once the deadline's last minute is over. 23:59 itself is in time. */
export const isPast = (deadline: Deadline, nowMs: number): boolean => nowMs > Date.parse(deadline.at);

/** A deadline counts only if the invitation arrived; an open request of the student holds it. */
export const isHeld = (exam: Pick<OpenExam, 'invitation' | 'openRequests'>): boolean =>
  exam.openRequests.length > 0 || exam.invitation?.status !== 'accepted';

/** The instant at which the reminder of so many days before falls: in the morning of that day. */
export function reminderMs(deadline: Deadline, daysBefore: number): number {
  return zoned(Date.parse(deadline.at), deadline.zone)
    .toPlainDate()
    .subtract({ days: daysBefore })
    .toZonedDateTime({ timeZone: deadline.zone, plainTime: Temporal.PlainTime.from({ hour: REMINDER_HOUR }) })
    .epochMilliseconds;
}

type WithReminders = Pick<OpenExam, 'deadline' | 'policy' | 'remindersSent' | 'invitation' | 'scheduledAt'>;

/**
 * Days-before of the reminder that should go out now, with all that its sending settles: whoever missed an earlier one
 * (because the process was down) gets one mail, not two. Undefined: none is due.
 */
export function dueReminder(
  exam: WithReminders,
  nowMs: number,
): { daysBefore: number; settles: readonly number[] } | undefined {
  if (isPast(exam.deadline, nowMs) || exam.invitation?.status !== 'accepted') return undefined;
  const settles = exam.policy.reminderDaysBefore.filter((daysBefore) => {
    const atMs = reminderMs(exam.deadline, daysBefore);
    return atMs <= nowMs && atMs > Date.parse(exam.scheduledAt) && !exam.remindersSent.includes(daysBefore);
  });
  return settles.length > 0 ? { daysBefore: Math.min(...settles), settles } : undefined;
}

/** The next instant after `nowMs` at which something is to happen: a reminder that is still ahead, else the deadline's end. */
export function nextMomentMs(exam: WithReminders, nowMs: number): number {
  const reminders = exam.policy.reminderDaysBefore
    .filter((daysBefore) => !exam.remindersSent.includes(daysBefore))
    .map((daysBefore) => reminderMs(exam.deadline, daysBefore))
    .filter((atMs) => atMs > nowMs);
  return Math.min(...reminders, Date.parse(exam.deadline.at) + 1);
}

/** Whole seconds, at least 1, that the workflow waits for the student before it looks at the exam again. */
export function waitSeconds(exam: WithReminders & Pick<OpenExam, 'openRequests'>, nowMs: number): number {
  if (isPast(exam.deadline, nowMs)) return isHeld(exam) ? LOOK_AGAIN_SECONDS : 1;
  const seconds = Math.ceil((nextMomentMs(exam, nowMs) - nowMs) / 1000);
  return Math.min(Math.max(seconds, 1), WAIT_SECONDS_MAX);
}

/** What people call the zone: its city, 'UTC', or the zone's own name. */
function zoneWords(zone: string): string {
  if (zone === 'UTC' || zone.startsWith('Etc/')) return 'UTC';
  const city = zone.split('/').at(-1) ?? zone;
  return `${city.replaceAll('_', ' ')} time`;
}

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const two = (n: number): string => String(n).padStart(2, '0');

/** 'Friday 11 December 2026, 23:59 Sydney time': how every page and mail says a deadline. */
export function deadlineWords(deadline: Deadline): string {
  const local = zoned(Date.parse(deadline.at), deadline.zone);
  const day = dayWords(Date.parse(deadline.at), deadline.zone);
  return `${day}, ${two(local.hour)}:${two(local.minute)} ${zoneWords(deadline.zone)}`;
}

/** 'Friday 11 December 2026': the day of an instant in a zone. */
export function dayWords(atMs: number, zone: string): string {
  const local = zoned(atMs, zone);
  return `${days[local.dayOfWeek - 1]} ${local.day} ${months[local.month - 1]} ${local.year}`;
}

/** '11 December': the deadline's day, for subjects. */
export function deadlineDayWords(deadline: Deadline): string {
  const local = zoned(Date.parse(deadline.at), deadline.zone);
  return `${local.day} ${months[local.month - 1]}`;
}
