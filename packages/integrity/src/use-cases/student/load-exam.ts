import { NotFound } from '../../errors.ts';
import type { Exam } from '../../exam/exam.ts';
import type { Incident } from '../../incident/incident.ts';
import { QuestionVersionMissing } from '../../marking/marking.ts';
import type { Deps } from '../../ports/deps.ts';
import { type Question, questionKey } from '../../question-bank/question.ts';
import { questionsByKey } from '../question-bank.ts';

/** The exam of a session. @throws NotFound */
export async function loadExam(deps: Pick<Deps, 'repository'>, examId: string): Promise<Exam> {
  const exam = await deps.repository.get('exam', examId);
  if (!exam) throw new NotFound('exam');
  return exam;
}

/** The incident that an exam belongs to. @throws NotFound */
export async function loadIncident(deps: Pick<Deps, 'repository'>, exam: Exam): Promise<Incident> {
  const incident = await deps.repository.get('incident', exam.incidentId);
  if (!incident) throw new NotFound('incident');
  return incident;
}

/** Every question version that the exam drew, by {@link questionKey}, as it is stored. */
export async function loadDrawnQuestions(
  deps: Pick<Deps, 'repository'>,
  exam: Pick<Exam, 'drawn'>,
): Promise<Map<string, Question>> {
  const keys = exam.drawn.map(({ questionId, version }) => questionKey(questionId, version));
  return questionsByKey(deps, keys);
}

/** One drawn question by its position, from 0. @throws NotFound, QuestionVersionMissing */
export async function loadDrawnQuestion(
  deps: Pick<Deps, 'repository'>,
  exam: Pick<Exam, 'drawn'>,
  position: number,
): Promise<Question> {
  const drawn = exam.drawn[position];
  if (!drawn) throw new NotFound('question');
  const key = questionKey(drawn.questionId, drawn.version);
  const question = (await questionsByKey(deps, [key])).get(key);
  if (!question) throw new QuestionVersionMissing(key);
  return question;
}
