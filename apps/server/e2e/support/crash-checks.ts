import type { AuditEntry } from '@resit/integrity/audit/audit';
import { firstBroken } from '@resit/integrity/audit/chain';
import { type Exam, isOpen } from '@resit/integrity/exam/exam';
import type { Incident } from '@resit/integrity/incident/incident';
import { isEnded } from '@resit/integrity/incident/transitions';
import type { Mail } from '@resit/integrity/mail/mail';
import type { Acknowledged } from './crash-acknowledged.ts';
import { knownOf } from './crash-people.ts';
import type { Snapshot } from './crash-snapshot.ts';

/** What is wrong, in sentences; empty when all is well. */
type Faults = string[];

/** What was acknowledged before a kill has to be in the files that it left. `isStarted`: the engine has the execution. */
export function lostOf(told: Acknowledged, found: Snapshot, isStarted: (incidentId: string) => boolean): Faults {
  const faults: Faults = [];
  const incidents = new Map(found.incidents.map((incident) => [incident.id, incident]));
  const exams = new Map([...found.exams.values()].flat().map((exam) => [exam.id, exam]));
  for (const { incidentId, studentNumber } of told.reports.values()) {
    if (incidentId !== undefined && !incidents.has(incidentId) && !isStarted(incidentId))
      faults.push(`The report on ${studentNumber} is lost: there is neither incident ${incidentId} nor its execution.`);
  }
  for (const [examId, positions] of told.saves) {
    const answers = found.sheets.get(examId)?.answers ?? {};
    for (const position of positions)
      if (!answers[position]) faults.push(`Answer ${position} of exam ${examId} was saved and is lost.`);
  }
  for (const [examId, outcome] of told.submissions) {
    const exam = exams.get(examId);
    if (exam?.status !== 'submitted') faults.push(`Exam ${examId} was submitted and is ${exam?.status}.`);
    else if (
      exam.marking.result !== outcome.result ||
      exam.marking.scorePercent !== outcome.scorePercent ||
      exam.submittedAt !== outcome.submittedAt
    )
      faults.push(`Exam ${examId} was answered ${outcome.result}, ${outcome.scorePercent} and is another result.`);
  }
  for (const { subject, action, least, most } of told.bounds()) {
    // Deadlines are moved by the system too, when an invitation arrives late.
    const byPeople = (found.audit.get(subject) ?? []).filter(({ actor }) => actor.kind !== 'system');
    const times = countOf(byPeople, action);
    if (times < least || times > most)
      faults.push(`${action} of ${subject} was acknowledged ${least} times, tried ${most}, and is there ${times}.`);
  }
  return faults;
}

/** What holds at every instant, whenever the process is killed. */
export function brokenOf(found: Snapshot): Faults {
  const faults: Faults = [];
  const students = new Set<string>();
  const mails = Map.groupBy(found.mails, (mail) => mail.incidentId ?? '');
  for (const incident of found.incidents) {
    const exams = found.exams.get(incident.id) ?? [];
    const audit = found.audit.get(incident.id) ?? [];
    const say = (text: string) => faults.push(`Incident ${incident.id}: ${text}`);
    if (students.has(incident.student.studentNumber)) say('is a second one of the same report.');
    students.add(incident.student.studentNumber);
    const broken = firstBroken(audit);
    if (broken !== undefined) say(`its audit chain is broken at ${broken}.`);
    if (countOf(audit, 'incident.reported') !== 1) say('was reported other than once.');
    if (incident.run.stopped) say(`its workflow stopped: ${JSON.stringify(incident.run.stopped)}`);
    if (exams.some((exam, index) => exam.attempt !== index + 1)) say('its attempts are not 1, 2, 3 …');
    if (exams.length !== incident.attemptsScheduled || exams.length > incident.attemptsAllowed)
      say(`has ${exams.length} attempts of ${incident.attemptsAllowed}, and counts ${incident.attemptsScheduled}.`);
    if (exams.slice(0, -1).some(isOpen)) say('has an earlier attempt open.');
    for (const exam of exams) checkExam(exam, audit, mails.get(incident.id) ?? [], say);
    checkEndings(incident, exams, audit, say);
  }
  return faults;
}

function checkExam(
  exam: Exam,
  audit: readonly AuditEntry[],
  mails: readonly Mail[],
  say: (text: string) => void,
): void {
  const of = (template: string) => mails.filter((mail) => mail.examId === exam.id && mail.template === template);
  const closings = audit.filter(
    ({ action, facts }) => (action === 'exam.submitted' || action === 'exam.not-sat') && facts.examId === exam.id,
  );
  const closed = exam.status === 'submitted' || exam.status === 'did-not-sit' ? 1 : 0;
  if (closings.length !== closed) say(`exam ${exam.id} is ${exam.status} and was closed ${closings.length} times.`);
  if (isOpen(exam) && exam.invitation && !exam.waiting)
    say(`exam ${exam.id} is open, notified, and nobody waits for it.`);
  if (!isOpen(exam) && exam.waiting) say(`exam ${exam.id} is closed and keeps its token.`);
  if (of('invitation').length !== (exam.invitation ? 1 : 0))
    say(`exam ${exam.id} has ${of('invitation').length} invitations.`);
  const failed = exam.status === 'submitted' && exam.marking.result === 'Fail' ? 1 : 0;
  if (of('result').length !== failed) say(`exam ${exam.id} has ${of('result').length} mails of its result.`);
  const reminders = of('reminder').length;
  const moved = audit.some(
    ({ action, facts }) => (action === 'exam.extended' || action === 'request.answered') && facts.examId === exam.id,
  );
  if (!moved && reminders > exam.remindersSent.length) say(`exam ${exam.id} has ${reminders} reminders.`);
  if (!moved && exam.remindersSent.length > 0 && reminders === 0) say(`exam ${exam.id} lost its reminder.`);
  const right = knownOf(exam.id);
  if (exam.status === 'submitted' && exam.submittedBy === 'student' && exam.marking.scorePercent !== right * 5)
    say(`exam ${exam.id} was marked ${exam.marking.scorePercent} with ${right} of 20 right.`);
}

function checkEndings(
  incident: Incident,
  exams: readonly Exam[],
  audit: readonly AuditEntry[],
  say: (text: string) => void,
): void {
  const passed = exams.some((exam) => exam.status === 'submitted' && exam.marking.result === 'Pass');
  if (incident.status === 'resolved' && !passed) say('is resolved without a pass.');
  const ends = { resolved: 'incident.resolved', closed: 'incident.decided', withdrawn: 'incident.withdrawn' } as const;
  if (!isEnded(incident.status)) return;
  const refused = incident.status === 'withdrawn' && incident.refused;
  const action = refused ? 'incident.refused' : ends[incident.status as keyof typeof ends];
  if (countOf(audit, action) < 1) say(`is ${incident.status} without ${action} in its audit.`);
  if (exams.some(isOpen)) say(`is ${incident.status} with an exam open.`);
}

/** What holds once everything has come to its end. */
export function unfinishedOf(told: Acknowledged, found: Snapshot): Faults {
  const faults: Faults = [];
  if (found.callbacksDue > 0) faults.push(`${found.callbacksDue} callbacks are left over.`);
  if (found.mailsDue > 0) faults.push(`${found.mailsDue} mails are left over.`);
  const mails = Map.groupBy(found.mails, (mail) => mail.incidentId ?? '');
  const known = new Set(found.incidents.map(({ student }) => student.studentNumber));
  for (const number of told.reports.keys())
    if (!known.has(number)) faults.push(`The report on ${number} came to no incident.`);
  for (const incident of found.incidents) {
    const audit = found.audit.get(incident.id) ?? [];
    const own = mails.get(incident.id) ?? [];
    const exams = found.exams.get(incident.id) ?? [];
    const requests = found.requests.filter(({ incidentId }) => incidentId === incident.id);
    const report = told.reports.get(incident.student.studentNumber);
    if (!isEnded(incident.status)) faults.push(`Incident ${incident.id} has not ended: ${incident.status}.`);
    const expected: Partial<Record<Mail['template'], number>> = {
      invitation: exams.filter((exam) => exam.invitation).length,
      resolved: incident.status === 'resolved' ? 1 : 0,
      decision: incident.status === 'closed' ? 1 : 0,
      withdrawn: incident.status === 'withdrawn' && !incident.refused ? 1 : 0,
      'administrative-action': countOf(audit, 'incident.flagged') + (report?.kind === 'straight' ? 1 : 0),
      extension: countOf(audit, 'exam.extended'),
      'request-received': requests.length,
      'request-answered': requests.filter((request) => request.answer).length,
    };
    for (const [template, times] of Object.entries(expected)) {
      const there = own.filter((mail) => mail.template === template).length;
      if (there !== times) faults.push(`Incident ${incident.id} has ${there} mails ${template} instead of ${times}.`);
    }
    const unsent = own.filter(
      ({ delivery }) =>
        delivery.status !== 'accepted' && !(delivery.status === 'cancelled' && incident.status === 'withdrawn'),
    );
    for (const mail of unsent) faults.push(`Mail ${mail.id} ended ${mail.delivery.status}.`);
    for (const exam of exams)
      if (!exam.invitation && (exam.status === 'submitted' || exam.status === 'did-not-sit'))
        faults.push(`Exam ${exam.id} was closed and its student never invited.`);
  }
  return faults;
}

const countOf = (audit: readonly AuditEntry[], action: string): number =>
  audit.filter((entry) => entry.action === action).length;
