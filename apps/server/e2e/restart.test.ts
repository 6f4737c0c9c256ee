import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { isOpen } from '@resit/integrity/exam/exam';
import type { Deps } from '@resit/integrity/ports/deps';
import { startExam } from '@resit/integrity/use-cases/student/start-exam';
import { submitExam } from '@resit/integrity/use-cases/student/submit-exam';
import { expect, it } from 'vitest';
import { answersOf } from './support/right-answers.ts';
import { startTestHost, type TestHost, until } from './support/test-host.ts';

const ids = Array.from({ length: 12 }, (_, index) => `restart${String(index).padStart(19, '0')}`);

async function reportAll({ deps }: TestHost['host']): Promise<void> {
  for (const [index, incidentId] of ids.entries()) {
    const input = {
      incidentId,
      reportedBy: { sub: 'o1', name: 'Olive', roles: 'officer' },
      report: {
        student: { studentNumber: `s${index}`, name: `Student ${index}`, email: `s${index}@student.edu` },
        work: { title: 'Essay', unit: 'HIST1001' },
        finding: { reference: 'F/1', foundOn: '2026-11-02' },
        description: 'From elsewhere.',
      },
    };
    const { stateMachineArn } = deps;
    await deps.sfn.send(new StartExecutionCommand({ stateMachineArn, name: incidentId, input: JSON.stringify(input) }));
  }
}

const examsOf = async (deps: Deps, incidentId: string) =>
  (await deps.repository.query('exam', 'byIncident', { partition: incidentId })).items;
const statusOf = async (deps: Deps, incidentId: string) => (await deps.repository.get('incident', incidentId))?.status;

it('goes on with every incident after the process was closed and started again', async () => {
  const first = await startTestHost();
  await reportAll(first.host);
  const open = await until('all exams', async () => {
    const exams = (await Promise.all(ids.map((id) => examsOf(first.host.deps, id)))).flat();
    return exams.length === ids.length && exams.every((exam) => exam.invitation?.status === 'accepted') && exams;
  });
  // Half of them begin; one submits as the server closes.
  for (const exam of open.slice(0, 6)) await startExam(first.host.deps, { examId: exam.id, ownWork: true });
  const [early] = open;
  if (!early) throw new Error('There is no exam.');
  await submitExam(first.host.deps, { examId: early.id, answers: await answersOf(first.host.deps, early.id) });
  await first.stop({ keep: true });

  const second = await startTestHost({}, first.dataFolder);
  const { deps } = second.host;
  for (const exam of open.slice(1)) {
    await startExam(deps, { examId: exam.id, ownWork: true });
    await submitExam(deps, { examId: exam.id, answers: await answersOf(deps, exam.id) });
  }
  const statuses = await until('all outcomes', async () => {
    const now = await Promise.all(ids.map((id) => statusOf(deps, id)));
    return now.every((status) => status === 'resolved') && now;
  });
  const exams = (await Promise.all(ids.map((id) => examsOf(deps, id)))).flat();
  const { items: callbacks } = await deps.repository.query('callback', 'due', { partition: 'due' });
  await second.stop();
  expect(statuses).toHaveLength(ids.length);
  expect([exams.length, exams.filter(isOpen).length, callbacks.length]).toEqual([ids.length, 0, 0]);
});

it('keeps a second server off the same folder, and says so', async () => {
  const first = await startTestHost();
  await expect(startTestHost({}, first.dataFolder)).rejects.toThrow(/in use.*Stop that server first/u);
  await first.stop();
});

it('says that the port is in use, and leaves the folder free', async () => {
  const first = await startTestHost();
  const second = startTestHost({ PORT: new URL(first.origin).port });
  await expect(second).rejects.toThrow(/Port \d+ is in use.*set PORT/u);
  await first.stop();
});
