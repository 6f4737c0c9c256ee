import { NotFound } from '../../errors.ts';
import type { Exam } from '../../exam/exam.ts';
import type { Incident } from '../../incident/incident.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Question } from '../../question-bank/question.ts';
import { drawnVersions } from '../question-bank.ts';

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

/** One drawn question by its position, from 0. @throws NotFound, QuestionVersionMissing */
export async function loadDrawnQuestion(
  deps: Pick<Deps, 'repository'>,
  exam: Pick<Exam, 'drawn'>,
  position: number,
): Promise<Question> {
  const drawn = exam.drawn[position];
  const [question] = drawn ? await drawnVersions(deps, [drawn]) : [];
  if (!question) throw new NotFound('question');
  return question;
}
