import type { Blueprint } from './blueprint.ts';
import { topicQuotas, trueFalseMax } from './blueprint.ts';
import type { Question } from './question.ts';
import { questionKey } from './question.ts';
import { oneSpaced } from './question-kind.ts';
import { drawOrder, questionSchema, toPublicQuestion } from './question-types.ts';
import type { Topic } from './topic.ts';

/** Something wrong with a bank: of one question, or of the bank as a whole if `questionId` is missing. */
export type BankProblem = {
  readonly questionId?: string;
  /** Path to the field, such as `options.2.text`. */
  readonly field: string;
  readonly message: string;
};

export type BankCheck = {
  /** The bank must not be saved like this. */
  readonly errors: readonly BankProblem[];
  /** The bank works, but a student may meet a question again. */
  readonly warnings: readonly BankProblem[];
};

/** Of each question the latest version, whatever its status. */
export function currentQuestions(questions: readonly Question[]): Question[] {
  const latest = new Map<string, Question>();
  for (const question of questions)
    if (question.version > (latest.get(question.id)?.version ?? 0)) latest.set(question.id, question);
  return [...latest.values()];
}

/** The current questions that exams are drawn from. */
export function examQuestions(questions: readonly Question[]): Question[] {
  return currentQuestions(questions).filter(({ status, pool }) => status === 'active' && pool === 'exam');
}

/** The current questions that students practise on, with feedback at once. */
export function practiceQuestions(questions: readonly Question[]): Question[] {
  return currentQuestions(questions).filter(({ status, pool }) => status === 'active' && pool === 'practice');
}

/** Reads questions from data, each on its own, so that one bad one does not hide the others. */
export function parseQuestions(data: readonly unknown[]): { questions: Question[]; errors: BankProblem[] } {
  const questions: Question[] = [];
  const errors: BankProblem[] = [];
  for (const [index, value] of data.entries()) {
    const parsed = questionSchema.safeParse(value);
    if (parsed.success) questions.push(parsed.data);
    else
      for (const issue of parsed.error.issues)
        errors.push({
          questionId: nameOf(value, index),
          field: issue.path.join('.') || 'question',
          message: issue.message,
        });
  }
  return { questions, errors };
}

/**
 * Checks a whole bank, all versions: versions unique, pools apart, topics known, no question asked twice under two ids,
 * and enough questions of each topic for an exam of `count` by the blueprint; warns if not enough for `attempts` exams
 * without repeating any.
 */
export function checkBank(input: {
  readonly questions: readonly Question[];
  readonly topics: readonly Topic[];
  readonly blueprint: Blueprint;
  readonly count: number;
  readonly attempts: number;
}): BankCheck {
  const supply = checkSupply(input);
  return {
    errors: [
      ...checkVersions(input.questions),
      ...checkRepeats(currentQuestions(input.questions)),
      ...checkTopics(input.questions, input.topics, input.blueprint),
      ...supply.errors,
    ],
    warnings: supply.warnings,
  };
}

function checkVersions(questions: readonly Question[]): BankProblem[] {
  const keys = new Set<string>();
  const pools = new Map<string, Question['pool']>();
  return questions.flatMap((question) => {
    const problems: BankProblem[] = [];
    const key = questionKey(question.id, question.version);
    if (keys.has(key))
      problems.push({ questionId: question.id, field: 'version', message: `Version ${question.version} exists twice` });
    if ((pools.get(question.id) ?? question.pool) !== question.pool)
      problems.push({ questionId: question.id, field: 'pool', message: 'A question cannot change its pool' });
    keys.add(key);
    pools.set(question.id, question.pool);
    return problems;
  });
}

function checkRepeats(questions: readonly Question[]): BankProblem[] {
  const byContent = new Map<string, string>();
  return questions
    .filter((question) => question.status === 'active')
    .flatMap((question) => {
      const content = contentOf(question);
      const other = byContent.get(content);
      byContent.set(content, other ?? question.id);
      return other === undefined
        ? []
        : [{ questionId: question.id, field: 'stem', message: `Asks the same as the question ${other}` }];
    });
}

/** All that a student reads of a question, in an order of its own: alike for two questions that ask the same. */
function contentOf(question: Question): string {
  const drawn = { questionId: question.id, version: question.version, order: drawOrder(question, () => 0) };
  const texts = Object.values(toPublicQuestion(question, drawn, 0, 1))
    .flat()
    .map((part) => oneSpaced(typeof part === 'object' ? part.text : String(part)).toLowerCase());
  return JSON.stringify(texts.sort());
}

function checkTopics(questions: readonly Question[], topics: readonly Topic[], blueprint: Blueprint): BankProblem[] {
  const known = new Set(topics.map((topic) => topic.id));
  return [
    ...questions
      .filter((question) => !known.has(question.topic))
      .map(({ id, topic }) => ({ questionId: id, field: 'topic', message: `There is no topic ${topic}` })),
    ...Object.keys(blueprint)
      .filter((topic) => !known.has(topic))
      .map((topic) => ({ field: `blueprint.${topic}`, message: `There is no topic ${topic}` })),
  ];
}

function checkSupply(input: {
  readonly questions: readonly Question[];
  readonly blueprint: Blueprint;
  readonly count: number;
  readonly attempts: number;
}): BankCheck {
  const errors: BankProblem[] = [];
  const warnings: BankProblem[] = [];
  const questions = examQuestions(input.questions);
  const quotas = topicQuotas(input.blueprint, input.count);
  if (quotas.size === 0) errors.push({ field: 'blueprint', message: 'No topic has a weight' });
  let trueFalseNeeded = 0;
  for (const [topic, quota] of quotas) {
    const ofTopic = questions.filter((question) => question.topic === topic);
    const others = ofTopic.filter((question) => question.type !== 'true-false').length;
    trueFalseNeeded += Math.max(0, quota - others);
    const message = `An exam of ${input.count} needs ${quota} questions on ${topic}; the bank has ${ofTopic.length}`;
    if (ofTopic.length < quota) errors.push({ field: `blueprint.${topic}`, message });
    else if (ofTopic.length < quota * input.attempts)
      warnings.push({
        field: `blueprint.${topic}`,
        message: `${message}, so that a student may meet one again within ${input.attempts} attempts`,
      });
  }
  const limit = trueFalseMax(input.count);
  if (errors.length === 0 && trueFalseNeeded > limit)
    errors.push({
      field: 'blueprint',
      message: `An exam of ${input.count} would need ${trueFalseNeeded} true/false questions; at most ${limit} are allowed`,
    });
  return { errors, warnings };
}

function nameOf(value: unknown, index: number): string {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  return typeof id === 'string' && id !== '' ? id : `#${index + 1}`;
}
