import { InvalidInput } from '../../errors.ts';
import { adjustAttempt, moveDeadline } from '../../exam/attempt.ts';
import { endExam } from '../../exam/close-exam.ts';
import { deadlineOn, deadlineWords, isPast, laterByDays } from '../../exam/deadline.ts';
import type { Adjustments, Deadline, OpenExam } from '../../exam/exam.ts';
import type { Incident } from '../../incident/incident.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';
import { owedCallback } from '../decide.ts';
import { extensionMail } from '../workflow/extension-mail.ts';
import { mailChange } from '../write-mail.ts';
import { type ActionInput, actOnIncident, openExamOf, type Subject } from './act-on-incident.ts';

/** What the mail says of an extension; the officer's reason is not for mails. */
const BECAUSE = 'An officer gave you more time.';

/**
 * The end of a day given by an officer as an exam's new deadline.
 * @throws InvalidInput at `/until` if it is not later than the deadline and the present
 */
export function laterDeadline(deps: Deps, exam: OpenExam, until: string): Deadline {
  const deadline = deadlineOn(until, exam.deadline.zone);
  const message =
    deadline.at <= exam.deadline.at
      ? `Choose a day after the deadline, which is ${deadlineWords(exam.deadline)}.`
      : isPast(deadline, deps.workflowClock.nowMs())
        ? 'Choose a day that is not over.'
        : undefined;
  if (message !== undefined) throw new InvalidInput([{ pointer: '/until', code: 'too-early', message }]);
  return deadline;
}

/**
 * Moves the open exam's deadline to the end of a later day, with a mail to the student. It holds in the middle of an
 * attempt; the workflow finds it when it looks next.
 * @throws as `actOnIncident`; InvalidInput
 */
export function extendDeadline(deps: Deps, input: ActionInput & { until: string; why: string }): Promise<void> {
  return actOnIncident(deps, 'extendDeadline', 'extend-deadline', input, async (subject) => {
    const exam = openExamOf(subject);
    const deadline = laterDeadline(deps, exam, input.until);
    const moved = moveDeadline(exam, deadline, deps.workflowClock.nowMs());
    const mail = await extensionMail(deps, subject.incident, moved, BECAUSE);
    return {
      changes: [{ type: 'put', kind: 'exam', item: moved, expected: exam.version }, touched(subject), mailChange(mail)],
      note: {
        action: 'exam.extended',
        facts: { examId: exam.id, attempt: exam.attempt, deadline: deadline.at, deadlineBefore: exam.deadline.at },
        personal: { why: input.why },
      },
      result: undefined,
    };
  });
}

/** The incident changed with its exam: people see it so in lists, and the version that others looked at is past. */
export function touched({ incident, at }: Subject, changed: Incident = incident): Change {
  return { type: 'put', kind: 'incident', item: { ...changed, changedAt: at }, expected: incident.version };
}

/**
 * Gives the student of the open exam extra time, breaks or days, at once and without a stored reason; with `standing` for
 * later exams too.
 * @throws as `actOnIncident`; InvalidInput if nothing is given
 */
export function adjustExam(
  deps: Deps,
  input: ActionInput & Partial<Adjustments> & { extraDays?: number; standing?: boolean },
): Promise<void> {
  const { extraTimePercent, breakMinutes, extraDays = 0 } = input;
  if (extraTimePercent === undefined && breakMinutes === undefined && extraDays === 0) {
    const message = 'Give extra time, breaks or days.';
    throw new InvalidInput([{ pointer: '', code: 'required', message }]);
  }
  return actOnIncident(deps, 'adjustExam', 'adjust', input, async (subject) => {
    const exam = openExamOf(subject);
    const adjustments = {
      extraTimePercent: extraTimePercent ?? exam.adjustments.extraTimePercent,
      breakMinutes: breakMinutes ?? exam.adjustments.breakMinutes,
    };
    const withDays =
      extraDays === 0 ? exam : moveDeadline(exam, laterByDays(exam.deadline, extraDays), deps.workflowClock.nowMs());
    const adjusted = adjustAttempt(withDays, adjustments);
    const mails = extraDays === 0 ? [] : [await extensionMail(deps, subject.incident, adjusted, BECAUSE)];
    return {
      changes: [
        { type: 'put', kind: 'exam', item: adjusted, expected: exam.version },
        touched(subject),
        ...mails.map(mailChange),
        ...(input.standing ? await standing(deps, subject.incident, { ...adjustments, extraDays }) : []),
      ],
      note: {
        action: 'exam.adjusted',
        facts: { examId: exam.id, ...adjustments, extraDays, standing: input.standing === true },
      },
      result: undefined,
    };
  });
}

async function standing(
  deps: Deps,
  { student }: Incident,
  adjustments: Adjustments & { extraDays: number },
): Promise<Change[]> {
  const known = await deps.repository.get('student', student.studentNumber);
  const item = {
    ...(known ?? {
      id: student.studentNumber,
      version: 0,
      shape: 1 as const,
      name: student.name,
      email: student.email,
      ...(student.faculty === undefined ? {} : { faculty: student.faculty }),
    }),
    ...adjustments,
  };
  return [{ type: 'put', kind: 'student', item, expected: known?.version ?? null }];
}

/**
 * Excuses the open exam: it does not count, and the incident gets one more attempt, which the workflow schedules.
 * @throws as `actOnIncident`
 */
export function excuseExam(deps: Deps, input: ActionInput & { why: string }): Promise<void> {
  return actOnIncident(deps, 'excuseExam', 'excuse', input, (subject) => {
    const { incident, at } = subject;
    const exam = openExamOf(subject);
    const output = { incidentId: incident.id, examId: exam.id, result: 'Excused' };
    return {
      changes: [
        { type: 'put', kind: 'exam', item: endExam(exam, 'excused', at), expected: exam.version },
        touched(subject, { ...incident, attemptsAllowed: incident.attemptsAllowed + 1 }),
        ...owedCallback(exam, incident.id, output, deps.clock),
      ],
      note: {
        action: 'exam.excused',
        facts: { examId: exam.id, attempt: exam.attempt, attemptsAllowed: incident.attemptsAllowed + 1 },
        personal: { why: input.why },
      },
      result: undefined,
    };
  });
}
