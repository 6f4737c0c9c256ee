import type { OpenExam } from '@resit/integrity/exam/exam';
import type { Deps } from '@resit/integrity/ports/deps';
import { questionKey } from '@resit/integrity/question-bank/question';
import { correctAnswer, toPublicAnswer } from '@resit/integrity/question-bank/question-types';
import { enterCode } from '@resit/integrity/use-cases/student/enter-code';
import { requestCode } from '@resit/integrity/use-cases/student/request-code';
import { saveAnswer } from '@resit/integrity/use-cases/student/save-answer';
import { startExam } from '@resit/integrity/use-cases/student/start-exam';
import { submitExam } from '@resit/integrity/use-cases/student/submit-exam';
import { type DemoStudent, knownAt } from './cast.ts';

const ANSWER_PAUSE_MS = 120;
const BROWSER_BITS = 128;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Sits an exam as its student would: asks for the code, reads it in the mail, enters it, answers one by one, submits. */
export async function sit(deps: Deps, exam: OpenExam, student: DemoStudent, stopping: AbortSignal): Promise<void> {
  const browser = deps.ids.random(BROWSER_BITS);
  await requestCode(deps, { examId: exam.id, browser });
  const code = await readCode(deps, exam);
  if (code === undefined) return;
  await enterCode(deps, { examId: exam.id, code, browser });
  await startExam(deps, { examId: exam.id, ownWork: true });
  const known = knownAt(student, exam.attempt, exam.id);
  const records = await deps.repository.getMany(
    'question',
    exam.drawn.map(({ questionId, version }) => questionKey(questionId, version)),
  );
  for (const [position, drawn] of exam.drawn.entries()) {
    const record = records[position];
    if (stopping.aborted) return;
    if (!record || position >= known) continue;
    const given = toPublicAnswer(record.question, drawn, correctAnswer(record.question));
    await saveAnswer(deps, { examId: exam.id, position, given });
    await pause(ANSWER_PAUSE_MS);
  }
  if (!stopping.aborted) await submitExam(deps, { examId: exam.id });
}

async function readCode(deps: Deps, exam: OpenExam): Promise<string | undefined> {
  const { items } = await deps.repository.query('mail', 'byIncident', {
    partition: exam.incidentId,
    order: 'descending',
    limit: 20,
  });
  const mail = items.find(({ template, examId }) => template === 'code' && examId === exam.id);
  return mail && /on the exam page:\W*(\w+)/u.exec(mail.text)?.[1];
}
