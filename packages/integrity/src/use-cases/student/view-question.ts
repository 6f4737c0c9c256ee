import { NotFound, WrongState } from '../../errors.ts';
import type { Deadline, Exam, Started } from '../../exam/exam.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Answer, PublicQuestion, Question } from '../../question-bank/question.ts';
import { isBlank, toPublicAnswer, toPublicQuestion } from '../../question-bank/question-types.ts';
import { drawnVersions } from '../question-bank.ts';
import { closeIfDue } from './close-if-due.ts';
import { loadDrawnQuestion } from './load-exam.ts';
import { endOf, type StartedView } from './view-exam.ts';

/** A question as the student meets it: no key, no feedback, and the answer so far in the values of this attempt. */
export interface QuestionView {
  question: PublicQuestion;
  answer?: Answer;
  savedAt?: string;
}

export interface QuestionPage extends QuestionView {
  deadline: Deadline;
  ends?: StartedView['ends'];
}

export interface ReviewPage {
  questions: readonly QuestionView[];
  deadline: Deadline;
  ends?: StartedView['ends'];
}

/** One question of an attempt under way; `position` from 0. @throws NotFound, WrongState */
export async function viewQuestion(
  deps: Deps,
  { examId, position }: { examId: string; position: number },
): Promise<QuestionPage> {
  const exam = await underWay(deps, examId);
  const [question, sheet] = await Promise.all([
    loadDrawnQuestion(deps, exam, position),
    deps.repository.get('answerSheet', examId),
  ]);
  const drawn = exam.drawn[position];
  if (!drawn) throw new NotFound('question');
  const saved = sheet?.answers[position];
  const ends = endOf(deps, exam);
  return {
    question: toPublicQuestion(question, drawn, position, exam.drawn.length),
    ...(saved ? { answer: toPublicAnswer(question, drawn, saved.answer), savedAt: saved.savedAt } : {}),
    deadline: exam.deadline,
    ...(ends ? { ends } : {}),
  };
}

/** All questions of an attempt under way with what was answered, to check before submitting. @throws NotFound, WrongState */
export async function viewReview(deps: Deps, { examId }: { examId: string }): Promise<ReviewPage> {
  const exam = await underWay(deps, examId);
  const [questions, sheet] = await Promise.all([
    drawnVersions(deps, exam.drawn),
    deps.repository.get('answerSheet', examId),
  ]);
  const ends = endOf(deps, exam);
  return {
    questions: exam.drawn.map((drawn, position): QuestionView => {
      const question = questions[position] as Question;
      const saved = sheet?.answers[position];
      return {
        question: toPublicQuestion(question, drawn, position, exam.drawn.length),
        ...(saved && !isBlank(saved.answer)
          ? { answer: toPublicAnswer(question, drawn, saved.answer), savedAt: saved.savedAt }
          : {}),
      };
    }),
    deadline: exam.deadline,
    ...(ends ? { ends } : {}),
  };
}

async function underWay(deps: Deps, examId: string): Promise<Started> {
  const exam: Exam = await closeIfDue(deps, examId);
  if (exam.status === 'scheduled') throw new WrongState('The exam has not been started.');
  if (exam.status !== 'started') throw new WrongState('The exam is over.');
  return exam;
}
