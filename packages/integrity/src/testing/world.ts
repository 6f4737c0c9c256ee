import type { Mail, MailTemplate } from '../mail/mail.ts';
import { defaultPolicy, type Policy } from '../policy/policy.ts';
import type { Deps } from '../ports/deps.ts';
import type { PendingCallback } from '../ports/records.ts';
import { questionKey } from '../question-bank/question.ts';
import { correctAnswer, toPublicAnswer } from '../question-bank/question-types.ts';
import type { BroughtToken } from '../use-cases/decide.ts';
import { startExam } from '../use-cases/student/start-exam.ts';
import { type SubmittedExam, submitExam } from '../use-cases/student/submit-exam.ts';
import { registerIncident } from '../use-cases/workflow/register-incident.ts';
import { scheduleExam } from '../use-cases/workflow/schedule-exam.ts';
import { sendNotification } from '../use-cases/workflow/send-notification.ts';
import type { Standing } from '../use-cases/workflow/standing.ts';
import { seedBank } from './bank.ts';
import { createTestDeps, type TestDeps } from './test-deps.ts';

export const DAY_MS = 86_400_000;

/** Dependencies with a policy and a question bank, as a host has them after its first start. */
export async function createWorld(
  overrides: Parameters<typeof createTestDeps>[0] = {},
  policy: Partial<Policy> = {},
): Promise<TestDeps> {
  const deps = createTestDeps(overrides);
  await deps.repository.commit([
    {
      type: 'put',
      kind: 'policy',
      item: { ...defaultPolicy, createdAt: '2026-01-01T00:00:00.000Z', createdBy: 'test', ...policy },
      expected: null,
    },
  ]);
  await seedBank(deps.repository);
  return deps;
}

/** A task token of a state that was entered now. */
export const tokenNow = (deps: Deps, taskToken: string, retryCount = 0): BroughtToken => ({
  taskToken,
  enteredAt: new Date(deps.workflowClock.nowMs()).toISOString(),
  retryCount,
});

export const incidentId = '7k3m9qxd2t0123456789abcdef';

/** What an officer sends to report an incident. */
export const officersReport = {
  student: { studentNumber: 's1234567', name: "Siobhán O'Brien", email: 'siobhan@example.edu' },
  work: { title: 'An essay', unit: 'HIST101' },
  finding: { reference: 'AI-1', foundOn: '2026-11-20' },
  description: 'Copied from a source.',
};
const { finding: _finding, ...withoutFinding } = officersReport;
export const lecturersReport = withoutFinding;

/** Registers an incident as its first execution does. */
export function register(
  deps: Deps,
  given: { roles?: string; report?: unknown; mailHeldUntil?: string; id?: string; execution?: string } = {},
): Promise<Standing> {
  const id = given.id ?? incidentId;
  const name = given.execution ?? id;
  const reportedBy = { sub: 'officer-1', name: 'Olga Officer', roles: given.roles ?? 'officer' };
  const report = given.report ?? (given.roles === 'lecturer' ? lecturersReport : officersReport);
  const held = given.mailHeldUntil === undefined ? {} : { mailHeldUntil: given.mailHeldUntil };
  return registerIncident(
    deps,
    { incidentId: id, reportedBy, report, ...held },
    {
      name,
      arn: `arn:aws:states:us-east-1:111111111111:execution:plagiarism-incident:${name}`,
      startedAt: new Date(deps.workflowClock.nowMs()).toISOString(),
    },
  );
}

/** Takes a registered incident to its first exam, invited and waited for with the token `T1`. Answers with the exam's id. */
export async function invite(deps: Deps): Promise<string> {
  const { examId } = await scheduleExam(deps, incidentId);
  await sendNotification(deps, examId, tokenNow(deps, 'T1'));
  return examId;
}

/** Sits an open exam: starts it, answers so many questions right, leaves the others blank, and submits. */
export async function sit(deps: Deps, examId: string, rightCount: number): Promise<SubmittedExam> {
  await startExam(deps, { examId, ownWork: true });
  return submitExam(deps, { examId, answers: await rightAnswers(deps, examId, rightCount) });
}

/** Right answers to the first questions, as a browser sends them. */
export async function rightAnswers(deps: Deps, examId: string, count: number) {
  const exam = await deps.repository.get('exam', examId);
  const drawn = exam?.drawn.slice(0, count) ?? [];
  const records = await deps.repository.getMany(
    'question',
    drawn.map(({ questionId, version }) => questionKey(questionId, version)),
  );
  return drawn.flatMap((each, position) => {
    const question = records[position]?.question;
    return question ? [{ position, given: toPublicAnswer(question, each, correctAnswer(question)) }] : [];
  });
}

/** Callbacks that wait to be sent. */
export const callbacks = async ({ repository }: Deps): Promise<PendingCallback[]> =>
  (await repository.query('callback', 'due', { partition: 'due' })).items;

/** Mails of a kind, oldest first; all of them if none is named. */
export const mails = async ({ repository }: Deps, template?: MailTemplate): Promise<Mail[]> =>
  (await repository.query('mail', 'all', { partition: 'all', limit: 1000 })).items.filter(
    (mail) => template === undefined || mail.template === template,
  );
