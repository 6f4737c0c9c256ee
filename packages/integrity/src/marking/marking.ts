import type { Answer, DrawnQuestion, Question } from '../question-bank/question.ts';
import { questionKey } from '../question-bank/question.ts';
import { CREDIT_UNITS_MAX } from '../question-bank/question-kind.ts';
import { creditUnits } from '../question-bank/question-types.ts';

/** What one attempt earned. */
export type Marking = {
  /** Every question drawn is worth one point. Rounded down to hundredths; the score is reckoned from exact fractions. */
  readonly points: number;
  readonly maxPoints: number;
  /** Whole per cent, rounded down, so that what is shown never reads as a pass when the result is a fail. */
  readonly scorePercent: number;
  readonly result: 'Pass' | 'Fail';
  /** In the drawn order; points from 0 to 1, rounded down to hundredths. For staff only. */
  readonly byQuestion: readonly QuestionMark[];
  /** Topics in which credit was lost, most lost first: what a student is told after the attempt. */
  readonly topicsToStudy: readonly string[];
};

export type QuestionMark = {
  readonly questionId: string;
  readonly version: number;
  readonly points: number;
  /** Full credit because the question was voided, whatever was answered. */
  readonly voided?: true;
};

export type MarkExamInput = {
  readonly drawn: readonly DrawnQuestion[];
  /** By {@link questionKey}: every version that was drawn. */
  readonly questionsByKey: ReadonlyMap<string, Question>;
  /** By position in `drawn`, from 0; what is missing is unanswered. */
  readonly answers: Readonly<Record<string, { readonly answer: Answer }>>;
  /** By {@link questionKey}: versions found wrong, credited in full to all who drew them. */
  readonly voided?: ReadonlySet<string>;
  readonly passMarkPercent: number;
};

/** The version of a question that an exam drew is not stored: a fault of ours, since versions are never deleted. */
export class QuestionVersionMissing extends Error {
  readonly code = 'question-version-missing';
  readonly key: string;
  constructor(key: string) {
    super(`The question version ${key} was drawn for an exam, but is not stored.`);
    this.key = key;
  }
}

/**
 * Marks an attempt out of all questions drawn, from the stored versions. Voiding more questions never lowers a mark.
 * @throws QuestionVersionMissing
 */
export function markExam(input: MarkExamInput): Marking {
  const marks = input.drawn.map((drawn, position) => markQuestion(input, drawn, position));
  const units = marks.reduce((sum, mark) => sum + mark.units, 0);
  const unitsMax = marks.length * CREDIT_UNITS_MAX;
  const passed = unitsMax > 0 && units * 100 >= input.passMarkPercent * unitsMax;
  return {
    points: toPoints(units),
    maxPoints: marks.length,
    scorePercent: unitsMax === 0 ? 0 : Math.floor((units * 100) / unitsMax),
    result: passed ? 'Pass' : 'Fail',
    byQuestion: marks.map(({ drawn, units, voided }) => ({
      questionId: drawn.questionId,
      version: drawn.version,
      points: toPoints(units),
      ...(voided ? { voided: true as const } : {}),
    })),
    topicsToStudy: topicsByLoss(marks),
  };
}

type Mark = {
  readonly drawn: DrawnQuestion;
  readonly topic: string;
  readonly units: number;
  readonly voided: boolean;
};

function markQuestion(input: MarkExamInput, drawn: DrawnQuestion, position: number): Mark {
  const key = questionKey(drawn.questionId, drawn.version);
  const question = input.questionsByKey.get(key);
  if (question === undefined) throw new QuestionVersionMissing(key);
  const voided = input.voided?.has(key) ?? false;
  const answer = Object.hasOwn(input.answers, position) ? input.answers[position]?.answer : undefined;
  return { drawn, topic: question.topic, voided, units: voided ? CREDIT_UNITS_MAX : creditUnits(question, answer) };
}

function topicsByLoss(marks: readonly Mark[]): string[] {
  const lostByTopic = new Map<string, number>();
  for (const { topic, units } of marks) {
    const lost = CREDIT_UNITS_MAX - units;
    if (lost > 0) lostByTopic.set(topic, (lostByTopic.get(topic) ?? 0) + lost);
  }
  return [...lostByTopic]
    .sort(([topicA, lostA], [topicB, lostB]) => lostB - lostA || (topicA < topicB ? -1 : 1))
    .map(([topic]) => topic);
}

/** Units to points, rounded down to hundredths. */
function toPoints(units: number): number {
  return Math.floor((units * 100) / CREDIT_UNITS_MAX) / 100;
}
