import { deadlineAfter } from '../../exam/deadline.ts';
import { drawExam } from '../../exam/drawing.ts';
import { type Exam, examResult, type Scheduled } from '../../exam/exam.ts';
import { exposureCounter } from '../../exam/exposure.ts';
import type { Incident } from '../../incident/incident.ts';
import { withoutStatus } from '../../incident/transitions.ts';
import { examPolicy, type Policy } from '../../policy/policy.ts';
import type { Deps } from '../../ports/deps.ts';
import { allItems } from '../../ports/pages.ts';
import type { Change } from '../../ports/repository.ts';
import type { DrawnQuestion } from '../../question-bank/question.ts';
import { defaultBlueprint } from '../../question-bank/topic.ts';
import { retryOnConflict } from '../decide.ts';
import { newestQuestions } from '../question-bank.ts';
import { PolicyMissing } from '../staff/save-policy.ts';
import {
  IncidentElsewhere,
  IncidentUnknown,
  IncidentWithdrawn,
  StudentExceededAllowableExamRetries,
} from './errors.ts';
import { type ExamStanding, secondsToWait } from './standing.ts';

/** An exam to wait for. */
export type ScheduledStanding = Extract<ExamStanding, { waitSeconds: number }>;

/**
 * Creates the next attempt: its deadline, its questions, its copy of the policy. Called again while that attempt stands it
 * answers with the same one, so an incident never has two open exams, nor more attempts than it allows.
 * @throws StudentExceededAllowableExamRetries, IncidentWithdrawn: both caught by the workflow; IncidentUnknown;
 * IncidentElsewhere; QuestionBankTooSmall
 */
export async function scheduleExam(deps: Deps, incidentId: string): Promise<ScheduledStanding> {
  return retryOnConflict(async () => {
    const incident = await deps.repository.get('incident', incidentId);
    if (!incident) throw new IncidentUnknown(incidentId);
    const standing = await currentExam(deps, incident);
    if (standing) return answer(deps, standing);
    const { attemptsScheduled, attemptsAllowed } = incident;
    if (attemptsScheduled >= attemptsAllowed) {
      throw new StudentExceededAllowableExamRetries(incidentId, attemptsAllowed);
    }
    const exam = await nextAttempt(deps, incident);
    await deps.repository.commit(changes(incident, exam));
    return answer(deps, exam);
  });
}

const answer = (deps: Deps, exam: Exam): ScheduledStanding => ({
  incidentId: exam.incidentId,
  examId: exam.id,
  waitSeconds: secondsToWait(exam, deps.workflowClock.nowMs()),
});

/** The attempt that was scheduled already and is not to be followed by another; undefined: there is to be a next one. */
async function currentExam(deps: Deps, incident: Incident): Promise<Exam | undefined> {
  if (incident.status === 'to-be-scheduled') return undefined;
  if (incident.status === 'withdrawn') throw new IncidentWithdrawn(incident.id);
  if (incident.status !== 'exam-open') throw new IncidentElsewhere(incident.id, 'ScheduleExam', incident.status);
  const exam = await deps.repository.get('exam', incident.currentExamId);
  const result = exam && examResult(exam);
  return result === 'Fail' || result === 'Excused' ? undefined : exam;
}

async function nextAttempt(deps: Deps, incident: Incident): Promise<Scheduled> {
  const { repository, ids, institution } = deps;
  const [policy, student] = await Promise.all([
    repository.get('policy', String(incident.policyNumber)),
    repository.get('student', incident.student.studentNumber),
  ]);
  if (!policy) throw new PolicyMissing();
  const nowMs = deps.workflowClock.nowMs();
  return {
    id: ids.random(130),
    version: 0,
    shape: 2,
    incidentId: incident.id,
    studentNumber: incident.student.studentNumber,
    attempt: incident.attemptsScheduled + 1,
    status: 'scheduled',
    scheduledAt: new Date(nowMs).toISOString(),
    deadline: deadlineAfter(nowMs, policy.days + (student?.extraDays ?? 0), institution.timeZone),
    policy: examPolicy(policy),
    drawn: await drawQuestions(deps, incident.student.studentNumber, policy),
    remindersSent: [],
    adjustments: {
      extraTimePercent: student?.extraTimePercent ?? 0,
      breakMinutes: student?.breakMinutes ?? 0,
    },
    openRequests: [],
  };
}

async function drawQuestions(deps: Deps, studentNumber: string, policy: Policy): Promise<DrawnQuestion[]> {
  const [questions, seenQuestionIds] = await Promise.all([newestQuestions(deps), seenBy(deps, studentNumber)]);
  const questionIds = questions.map((question) => question.id);
  const counts = await deps.repository.counters(questionIds.map(exposureCounter));
  return drawExam({
    questions,
    blueprint: defaultBlueprint(deps.topics),
    count: policy.questionCount,
    seed: deps.ids.random(130),
    seenQuestionIds,
    exposureCounts: new Map(questionIds.map((id, index) => [id, counts[index] ?? 0])),
  });
}

/** Every question that the student has drawn, in any incident. */
async function seenBy(deps: Deps, studentNumber: string): Promise<Set<string>> {
  const exams = await allItems(deps.repository, 'exam', 'byStudent', { partition: studentNumber });
  return new Set(exams.flatMap(({ drawn }) => drawn.map(({ questionId }) => questionId)));
}

function changes(incident: Incident, exam: Scheduled): Change[] {
  const open: Incident = {
    ...withoutStatus(incident),
    status: 'exam-open',
    currentExamId: exam.id,
    attemptsScheduled: exam.attempt,
    changedAt: exam.scheduledAt,
  };
  return [
    { type: 'put', kind: 'incident', item: open, expected: incident.version },
    { type: 'put', kind: 'exam', item: exam, expected: null },
    ...exam.drawn.map(({ questionId }): Change => ({ type: 'count', counter: exposureCounter(questionId), by: 1 })),
    {
      type: 'audit',
      note: {
        chain: incident.id,
        at: exam.scheduledAt,
        actor: { kind: 'system', name: 'workflow' },
        action: 'exam.scheduled',
        facts: {
          examId: exam.id,
          attempt: exam.attempt,
          attemptsAllowed: incident.attemptsAllowed,
          deadline: exam.deadline.at,
          zone: exam.deadline.zone,
          policy: exam.policy.number,
        },
      },
    },
  ];
}
