import { InvalidInput, NotFound } from '../../errors.ts';
import { seededRandom } from '../../exam/seeded-random.ts';
import type { Deps } from '../../ports/deps.ts';
import { practiceQuestions } from '../../question-bank/bank.ts';
import type { Answer, DrawnQuestion, PublicQuestion, Question } from '../../question-bank/question.ts';
import { CREDIT_UNITS_MAX } from '../../question-bank/question-kind.ts';
import {
  correctAnswer,
  creditUnits,
  drawOrder,
  isBlank,
  parseAnswer,
  toPublicAnswer,
  toPublicQuestion,
} from '../../question-bank/question-types.ts';
import type { Topic } from '../../question-bank/topic.ts';
import { newestQuestions } from '../question-bank.ts';

/** A topic that there are practice questions on. */
export interface PracticeTopic {
  topic: Topic;
  questionCount: number;
}

/** One practice question; questions of the exam pool never are. */
export interface PracticeQuestion {
  topic: Topic;
  question: PublicQuestion;
}

/** What a student is told at once, since practice does not count. Answers are in the values of the question shown. */
export interface PracticeFeedback extends PracticeQuestion {
  given: Answer;
  verdict: 'right' | 'partly-right' | 'not-right';
  correct: Answer;
  /** Markdown. */
  feedback: string;
  source: string;
}

/** Topics to practise, in the bank's order. */
export async function listPracticeTopics(deps: Deps): Promise<PracticeTopic[]> {
  const questions = await practicePool(deps);
  return deps.topics
    .map((topic) => ({ topic, questionCount: questions.filter((question) => question.topic === topic.id).length }))
    .filter(({ questionCount }) => questionCount > 0);
}

/** A question of a topic by its number, from 1. @throws NotFound */
export async function viewPracticeQuestion(
  deps: Deps,
  where: { topicId: string; number: number },
): Promise<PracticeQuestion> {
  const { topic, question, drawn, count } = await find(deps, where);
  return { topic, question: toPublicQuestion(question, drawn, where.number - 1, count) };
}

/** Says how an answer did, and why. @throws NotFound, InvalidInput when it is none */
export async function checkPracticeAnswer(
  deps: Deps,
  where: { topicId: string; number: number },
  given: unknown,
): Promise<PracticeFeedback> {
  const { topic, question, drawn, count } = await find(deps, where);
  const parsed = parseAnswer(question, drawn, given);
  if (!parsed.ok) {
    throw new InvalidInput(
      parsed.errors.map(({ field, message }) => ({
        pointer: `/${field.replaceAll('.', '/')}`,
        code: 'not-an-answer',
        message,
      })),
    );
  }
  if (isBlank(parsed.answer)) {
    throw new InvalidInput([{ pointer: '', code: 'required', message: 'Give an answer first' }]);
  }
  const credit = creditUnits(question, parsed.answer);
  return {
    topic,
    question: toPublicQuestion(question, drawn, where.number - 1, count),
    given: toPublicAnswer(question, drawn, parsed.answer),
    verdict: credit === CREDIT_UNITS_MAX ? 'right' : credit > 0 ? 'partly-right' : 'not-right',
    correct: toPublicAnswer(question, drawn, correctAnswer(question)),
    feedback: question.feedback,
    source: question.source,
  };
}

async function find(deps: Deps, { topicId, number }: { topicId: string; number: number }) {
  const topic = deps.topics.find(({ id }) => id === topicId);
  const questions = (await practicePool(deps)).filter((question) => question.topic === topicId);
  const question = questions[number - 1];
  if (!topic || !question) throw new NotFound('practice question');
  return { topic, question, drawn: shownAs(question), count: questions.length };
}

/** Shuffled the same way for everybody, so that a page can be loaded again. */
function shownAs(question: Question): DrawnQuestion {
  const { id, version } = question;
  return { questionId: id, version, order: drawOrder(question, seededRandom(`practice:${id}@${version}`)) };
}

const practicePool = async (deps: Pick<Deps, 'repository'>): Promise<Question[]> =>
  practiceQuestions(await newestQuestions(deps));
