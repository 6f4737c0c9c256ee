import { deadlineWords } from '@resit/integrity/exam/deadline';
import type { Deadline } from '@resit/integrity/exam/exam';
import { examLink } from '@resit/integrity/mail/links';
import type { Institution } from '@resit/integrity/ports/deps';
import ical, { ICalAlarmType, ICalEventTransparency } from 'ical-generator';
import { SERVICE_NAME } from './shell.tsx';

const HALF_HOUR_MS = 1_800_000;
const DAY_SECONDS = 86_400;

/**
 * The deadline as a calendar file: half an hour that ends with it, with a reminder a day before. It says nothing of why,
 * since calendars are often shared.
 */
export function calendarFile(institution: Institution, examId: string, deadline: Deadline, nowMs: number): string {
  const endMs = Date.parse(deadline.at);
  const calendar = ical({
    name: SERVICE_NAME,
    prodId: { company: 'Resit', product: 'Testing Centre', language: 'EN' },
  });
  calendar
    .createEvent({
      id: `deadline-${examId}@${new URL(institution.origin).hostname}`,
      stamp: new Date(nowMs),
      start: new Date(endMs - HALF_HOUR_MS),
      end: new Date(endMs),
      summary: `${SERVICE_NAME}: submit by ${deadlineWords(deadline)}`,
      description: `Take the exam here: ${examLink(institution.origin, examId)}`,
      url: examLink(institution.origin, examId),
      transparency: ICalEventTransparency.TRANSPARENT,
    })
    .createAlarm({ type: ICalAlarmType.display, trigger: DAY_SECONDS });
  return calendar.toString();
}
