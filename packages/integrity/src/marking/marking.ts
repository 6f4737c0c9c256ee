import type { Answer, Question } from '../question-bank/question.ts';
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
  /** As many as were drawn, in that order. For staff only. */
  readonly byQuestion: readonly QuestionMark[];
  /** Topics in which credit was lost, most lost first: what a student is told after the attempt. */
  readonly topicsToStudy: readonly string[];
};

export type QuestionMark = {
  /** From 0 to 1, rounded down to hundredths. */
  readonly points: number;
  /** Full credit because the question was voided, whatever was answered. */
  readonly voided?: true;
};

export type MarkExamInput = {
  /** The versions that were drawn, in that order. Those found wrong since, and voided, earn full credit. */
  readonly questions: readonly Question[];
  /** By position, from 0; what is missing is unanswered. */
  readonly answers: Readonly<Record<string, { readonly answer: Answer }>>;
  readonly passMarkPercent: number;
};

/** Marks an attempt out of all questions drawn, from the stored versions. Voiding more questions never lowers a mark. */
export function markExam({ questions, answers, passMarkPercent }: MarkExamInput): Marking {
  const marks = questions.map((question, position) =>
    markQuestion(question, Object.hasOwn(answers, position) ? answers[position]?.answer : undefined),
  );
  const units = marks.reduce((sum, mark) => sum + mark.units, 0);
  const unitsMax = marks.length * CREDIT_UNITS_MAX;
  const passed = unitsMax > 0 && units * 100 >= passMarkPercent * unitsMax;
  return {
    points: toPoints(units),
    maxPoints: marks.length,
    scorePercent: unitsMax === 0 ? 0 : Math.floor((units * 100) / unitsMax),
    result: passed ? 'Pass' : 'Fail',
    byQuestion: marks.map(({ units, voided }) => {
      const points = toPoints(units);
      return voided ? { points, voided } : { points };
    }),
    topicsToStudy: topicsByLoss(marks),
  };
}

type Mark = {
  readonly topic: string;
  readonly units: number;
  readonly voided: boolean;
};

function markQuestion(question: Question, answer: Answer | undefined): Mark {
  const voided = question.status === 'voided';
  return { topic: question.topic, voided, units: voided ? CREDIT_UNITS_MAX : creditUnits(question, answer) };
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
