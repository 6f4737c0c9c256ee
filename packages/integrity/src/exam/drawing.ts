import { examQuestions } from '../question-bank/bank.ts';
import type { Blueprint } from '../question-bank/blueprint.ts';
import { topicQuotas, trueFalseMax } from '../question-bank/blueprint.ts';
import type { DrawnQuestion, Question } from '../question-bank/question.ts';
import { shuffled } from '../question-bank/question-kind.ts';
import { drawOrder } from '../question-bank/question-types.ts';
import { seededRandom } from './seeded-random.ts';

export type DrawExamInput = {
  /** The bank; of each question the latest version counts, if it is active and in the exam pool. */
  readonly questions: readonly Question[];
  readonly blueprint: Blueprint;
  readonly count: number;
  /** The same seed and bank draw the same exam. */
  readonly seed: string;
  /** Questions that this student has drawn in any incident. */
  readonly seenQuestionIds: ReadonlySet<string>;
  /** How often each question has been drawn by anybody. */
  readonly exposureCounts: ReadonlyMap<string, number>;
};

/** What the bank lacks for an exam by the blueprint. */
export type Shortage = { readonly topic: string; readonly needed: number; readonly available: number };

/** The bank has too few questions for the blueprint; says of which topics. */
export class QuestionBankTooSmall extends Error {
  readonly code = 'question-bank-too-small';
  readonly shortages: readonly Shortage[];
  constructor(shortages: readonly Shortage[]) {
    const list = shortages.map(({ topic, needed, available }) => `${topic} needs ${needed} and has ${available}`);
    super(`The question bank has too few questions that may be drawn together: ${list.join('; ')}.`);
    this.shortages = shortages;
  }
}

/**
 * Draws an exam: as many questions of each topic as the blueprint says; of these first what the student has not seen,
 * then what was drawn least, then by lot; true/false within its limit. No draw with fewer seen questions is possible.
 * @throws QuestionBankTooSmall
 */
export function drawExam(input: DrawExamInput): DrawnQuestion[] {
  const randomBelow = seededRandom(input.seed);
  const topics = planTopics(input);
  const chosen = shuffled(topics, randomBelow).reduce<{ spare: number; questions: Question[] }>(
    (sofar, topic) => {
      const picked = pick(topic, topic.reserved + sofar.spare, input, shuffled(topic.candidates, randomBelow));
      const extra = Math.max(0, picked.filter(isTrueFalse).length - topic.reserved);
      return { spare: sofar.spare - extra, questions: [...sofar.questions, ...picked] };
    },
    { spare: trueFalseMax(input.count) - sum(topics.map((topic) => topic.reserved)), questions: [] },
  );
  return shuffled(chosen.questions, randomBelow).map((question) => ({
    questionId: question.id,
    version: question.version,
    order: drawOrder(question, randomBelow),
  }));
}

type TopicPlan = {
  readonly quota: number;
  readonly candidates: readonly Question[];
  /** True/false questions that this topic may take whatever the others take. */
  readonly reserved: number;
};

/** Of banks that cannot change: a bank is read once a revision, and drawn from ever so often. */
const drawableOf = new WeakMap<readonly Question[], ReadonlyMap<string, readonly Question[]>>();

/** What may be drawn, by topic. */
function drawableByTopic(bank: readonly Question[]): ReadonlyMap<string, readonly Question[]> {
  const known = drawableOf.get(bank);
  if (known) return known;
  // Sorted, so that the order in which a bank is stored changes nothing.
  const sorted = examQuestions(bank).sort((a, b) => (a.id < b.id ? -1 : 1));
  const byTopic = Map.groupBy(sorted, (question) => question.topic);
  if (Object.isFrozen(bank)) drawableOf.set(bank, byTopic);
  return byTopic;
}

/**
 * Shares out the true/false limit: first to topics that cannot be filled without, then to topics that would have to
 * repeat a question without. What is left is for whoever comes first.
 */
function planTopics(input: DrawExamInput): TopicPlan[] {
  const drawable = drawableByTopic(input.questions);
  const topics = [...topicQuotas(input.blueprint, input.count)].map(([topic, quota]) => {
    const candidates = drawable.get(topic) ?? [];
    const unseen = candidates.filter((question) => !input.seenQuestionIds.has(question.id));
    const needed = Math.max(0, quota - candidates.filter(isOther).length);
    const toAvoidRepeats = Math.min(unseen.filter(isTrueFalse).length, quota - unseen.filter(isOther).length);
    return { topic, quota, candidates, needed, wished: Math.max(0, toAvoidRepeats - needed) };
  });

  const limit = trueFalseMax(input.count);
  const shortages = topics.filter(({ quota, candidates }) => candidates.length < quota);
  if (shortages.length > 0) throw tooSmall(shortages, (topic) => topic.candidates.length);
  if (sum(topics.map((topic) => topic.needed)) > limit)
    throw tooSmall(
      topics.filter((topic) => topic.needed > 0),
      (topic) => topic.candidates.filter(isOther).length,
    );
  if (topics.length === 0) throw new QuestionBankTooSmall([{ topic: 'any topic', needed: input.count, available: 0 }]);

  let spare = limit - sum(topics.map((topic) => topic.needed));
  return topics.map(({ quota, candidates, needed, wished }) => {
    const granted = Math.min(spare, wished);
    spare -= granted;
    return { quota, candidates, reserved: needed + granted };
  });
}

function tooSmall<T extends { topic: string; quota: number }>(topics: readonly T[], available: (topic: T) => number) {
  return new QuestionBankTooSmall(
    topics.map((topic) => ({ topic: topic.topic, needed: topic.quota, available: available(topic) })),
  );
}

function pick(
  topic: TopicPlan,
  trueFalseLimit: number,
  { seenQuestionIds, exposureCounts }: DrawExamInput,
  candidates: Question[],
): Question[] {
  const seen = (question: Question) => Number(seenQuestionIds.has(question.id));
  const exposure = (question: Question) => exposureCounts.get(question.id) ?? 0;
  const ranked = candidates.sort((a, b) => seen(a) - seen(b) || exposure(a) - exposure(b));
  const picked: Question[] = [];
  let trueFalseCount = 0;
  for (const question of ranked) {
    if (picked.length === topic.quota) break;
    if (isTrueFalse(question) && trueFalseCount === trueFalseLimit) continue;
    if (isTrueFalse(question)) trueFalseCount += 1;
    picked.push(question);
  }
  return picked;
}

const isTrueFalse = (question: Question) => question.type === 'true-false';
const isOther = (question: Question) => !isTrueFalse(question);
const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);
