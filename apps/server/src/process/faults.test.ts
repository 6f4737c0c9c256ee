import { type Exam, isOpen } from '@resit/integrity/exam/exam';
import { isEnded } from '@resit/integrity/incident/transitions';
import { officersReport, rightAnswers, sit } from '@resit/integrity/testing/world';
import { decideIncident } from '@resit/integrity/use-cases/staff/decide-incident';
import { saveAnswers } from '@resit/integrity/use-cases/student/save-answer';
import { startExam } from '@resit/integrity/use-cases/student/start-exam';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulation, type Fault, type Simulation } from './simulation.ts';

const caller = { sub: 'officer-2', name: 'Another Officer', roles: ['officer'] as const };
const INCIDENTS = 4;
const idOf = (index: number): string => `incident-${String(index).padStart(3, '0')}`;

/** What a student does with an attempt: hand in so many right answers, only save them, or nothing. */
type Conduct = { kind: 'submit' | 'save'; right: number } | { kind: 'nothing' };

const aConduct: fc.Arbitrary<Conduct> = fc.oneof(
  fc.record({ kind: fc.constantFrom('submit' as const, 'save' as const), right: fc.constantFrom(0, 5, 13, 14, 20) }),
  fc.constant({ kind: 'nothing' as const }),
);
const aDecision = fc.constantFrom('attempt-granted' as const, 'penalty' as const, 'dismissed' as const);
const aFault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom('fails-before' as const, 'answer-lost' as const, 'called-twice' as const) },
);
const aCallbackFault = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom('lost' as const, 'answer-lost' as const) },
);

/** Takes one after the other, from the beginning again when there are no more. */
function inTurn<T>(values: readonly T[]): () => T {
  let at = 0;
  return () => {
    const value = values[at % values.length] as T;
    at += 1;
    return value;
  };
}

/** Gives a fault to one function at most so many times in a row: more is not a fault but an outage. */
function atMostInARow(most: number, fault: () => Fault | undefined): (name: string) => Fault | undefined {
  const inARow = new Map<string, number>();
  return (name) => {
    const next = (inARow.get(name) ?? 0) < most ? fault() : undefined;
    inARow.set(name, next === undefined ? 0 : (inARow.get(name) ?? 0) + 1);
    return next;
  };
}

async function conductOf(process: Simulation, exam: Exam, conduct: Conduct): Promise<void> {
  if (!isOpen(exam) || conduct.kind === 'nothing') return;
  if (conduct.kind === 'submit') {
    await sit(process.deps, exam.id, conduct.right);
    return;
  }
  await startExam(process.deps, { examId: exam.id, ownWork: true });
  if (conduct.right === 0) return;
  const answers = await rightAnswers(process.deps, exam.id, conduct.right);
  await saveAnswers(process.deps, { examId: exam.id, answers });
}

/** Lets students and officers act now and then until all has come to its end, or a year has passed. */
async function live(
  process: Simulation,
  conduct: () => Conduct,
  decision: () => 'attempt-granted' | 'penalty' | 'dismissed',
) {
  const attended = new Set<string>();
  for (let week = 0; week < 52; week += 1) {
    await process.advanceDays(2.5);
    let ended = 0;
    for (let index = 0; index < INCIDENTS; index += 1) {
      const incident = await process.incident(idOf(index));
      if (isEnded(incident.status)) ended += 1;
      if (incident.status === 'exam-open' && !attended.has(incident.currentExamId)) {
        attended.add(incident.currentExamId);
        await conductOf(process, await process.currentExam(incident.id), conduct());
      }
      if (incident.status === 'awaiting-decision') {
        const granted = incident.attemptsAllowed < 5 ? decision() : 'dismissed';
        const penalty = granted === 'penalty' ? { penalty: 'Zero.' } : {};
        await decideIncident(process.deps, {
          caller,
          incidentId: incident.id,
          decision: granted,
          why: 'So.',
          ...penalty,
        });
      }
    }
    if (ended === INCIDENTS) break;
    await process.advanceDays(4.5);
  }
  await process.advanceDays(1);
}

async function assertWhole(process: Simulation, incidentId: string): Promise<void> {
  const { repository } = process.deps;
  const incident = await process.incident(incidentId);
  const exams = (await repository.query('exam', 'byIncident', { partition: incidentId })).items;
  const mails = (await repository.query('mail', 'byIncident', { partition: incidentId, limit: 1000 })).items;
  const actions = (await repository.auditTrail(incidentId)).map((entry) => entry.action);
  const countOf = (action: string) => actions.filter((each) => each === action).length;
  const mailsOf = (template: string) => mails.filter((mail) => mail.template === template);

  expect(isEnded(incident.status)).toBe(true);
  expect(await process.executionStatus(incident.run.executionName)).toBe('SUCCEEDED');
  expect(exams.filter(isOpen)).toEqual([]);
  expect(exams.map((exam) => exam.attempt)).toEqual(exams.map((_, index) => index + 1));
  expect(exams.length).toBeLessThanOrEqual(incident.attemptsAllowed);
  expect(countOf('incident.reported')).toBe(1);
  expect(countOf('exam.scheduled')).toBe(exams.length);
  expect(countOf('exam.submitted') + countOf('exam.not-sat')).toBe(exams.length);
  expect(countOf('incident.resolved') + countOf('incident.closed')).toBe(1);
  expect(mailsOf('invitation')).toHaveLength(exams.length);
  const failed = exams.filter((exam) => exam.status === 'submitted' && exam.marking.result === 'Fail');
  expect(
    mailsOf('result')
      .map((mail) => mail.examId)
      .sort(),
  ).toEqual(failed.map((exam) => exam.id).sort());
  expect(mailsOf('resolved')).toHaveLength(incident.status === 'resolved' ? 1 : 0);
  expect(mailsOf('administrative-action')).toHaveLength(countOf('incident.flagged'));
  // Each reminder of an exam went out at most once.
  const reminders = mailsOf('reminder').map((mail) => mail.id);
  expect(new Set(reminders).size).toBe(reminders.length);
}

describe('the process, whatever goes wrong with calls and callbacks', () => {
  it('brings every incident to exactly one end, never with more attempts than allowed or a mail too many', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aConduct, { minLength: 5, maxLength: 12 }),
        fc.array(aDecision, { minLength: 2, maxLength: 4 }),
        fc.array(aFault, { minLength: 20, maxLength: 40 }),
        fc.array(aCallbackFault, { minLength: 5, maxLength: 15 }),
        async (conducts, decisions, faults, callbackFaults) => {
          const process = await createSimulation({
            functionFault: atMostInARow(3, inTurn([...faults, undefined])),
            callbackFault: inTurn([...callbackFaults, undefined]),
          });
          try {
            for (let index = 0; index < INCIDENTS; index += 1) {
              const student = { ...officersReport.student, studentNumber: `s${index}` };
              await process.report({ incidentId: idOf(index), report: { ...officersReport, student } });
            }
            await live(process, inTurn(conducts), inTurn(decisions));
            for (let index = 0; index < INCIDENTS; index += 1) await assertWhole(process, idOf(index));
            const left = await process.deps.repository.query('callback', 'due', { partition: 'due' });
            expect(left.items).toEqual([]);
          } finally {
            await process.close();
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});
