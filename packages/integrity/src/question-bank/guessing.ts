import { examQuestions } from './bank.ts';
import type { Blueprint } from './blueprint.ts';
import { topicQuotas, trueFalseMax } from './blueprint.ts';
import type { Question } from './question.ts';
import type { GuessStrategy } from './question-kind.ts';
import { CREDIT_UNITS_MAX } from './question-kind.ts';
import { guessStrategies } from './question-types.ts';

/** A bank and policy with which guessing passes more often than this, over all attempts, is refused. */
export const GUESSING_PROBABILITY_MAX = 0.001;

export type GuessingPolicy = {
  readonly questionCount: number;
  readonly passMarkPercent: number;
  readonly attempts: number;
};

export type GuessingCheck =
  | { readonly ok: true; readonly probability: number }
  | { readonly ok: false; readonly probability: number; readonly message: string };

/** Whether the bank may be used with the policy: if not, `message` tells staff the figure and what to do. */
export function checkGuessing(
  questions: readonly Question[],
  blueprint: Blueprint,
  policy: GuessingPolicy,
): GuessingCheck {
  const probability = guessingProbability(questions, blueprint, policy);
  if (probability <= GUESSING_PROBABILITY_MAX) return { ok: true, probability };
  const percent = (value: number) => `${Number((value * 100).toPrecision(2))} %`;
  return {
    ok: false,
    probability,
    message:
      `Somebody who only guesses could pass with a probability of ${percent(probability)} within ${policy.attempts} ` +
      `attempts; at most ${percent(GUESSING_PROBABILITY_MAX)} is allowed. Ask more questions, raise the pass mark, ` +
      'allow fewer attempts, or use questions with more options.',
  };
}

/**
 * The probability that the best strategy without knowledge passes at least one of the attempts, with the most guessable
 * exams that the blueprint, the bank and the true/false limit allow. Reckoned backwards over the questions of an exam,
 * exactly, for a guesser who learns each mark at once and adapts to it, which nobody can: so never too low.
 * A bank from which no exam can be drawn gives 0.
 */
export function guessingProbability(
  questions: readonly Question[],
  blueprint: Blueprint,
  policy: GuessingPolicy,
): number {
  const quotas = topicQuotas(blueprint, policy.questionCount);
  const topics = [...quotas].map(([topic, quota]) => ({
    quota,
    classes: classesOf(examQuestions(questions).filter((question) => question.topic === topic)),
  }));
  const unitsPerStep = stepOf(topics.flatMap((topic) => topic.classes));
  const unitsNeeded = Math.ceil((policy.passMarkPercent * policy.questionCount * CREDIT_UNITS_MAX) / 100 - 1e-6);
  const stepsNeeded = Math.max(0, Math.ceil(unitsNeeded / unitsPerStep));

  const trueFalseLimit = trueFalseMax(policy.questionCount);
  const atEnd = Float64Array.from({ length: stepsNeeded + 1 }, (_, missing) => (missing === 0 ? 1 : 0));
  let byTrueFalse: Outlook[] = Array.from({ length: trueFalseLimit + 1 }, () => atEnd);
  for (const { quota, classes } of topics) byTrueFalse = beforeTopic(quota, classes, byTrueFalse, unitsPerStep);
  const perAttempt = Math.min(1, byTrueFalse[0]?.[stepsNeeded] ?? 0);
  return -Math.expm1(policy.attempts * Math.log1p(-perAttempt));
}

/** Questions of one topic that are alike to a guesser. */
type GuessClass = {
  readonly trueFalse: boolean;
  readonly strategies: readonly GuessStrategy[];
  readonly available: number;
};

/** The best probability of passing, by the number of steps still missing; undefined where no exam can be drawn. */
type Outlook = Float64Array | undefined;

function classesOf(questions: readonly Question[]): GuessClass[] {
  const byKey = new Map<string, GuessClass>();
  for (const question of questions) {
    const strategies = guessStrategies(question);
    const trueFalse = question.type === 'true-false';
    const key = JSON.stringify([trueFalse, strategies]);
    byKey.set(key, { trueFalse, strategies, available: (byKey.get(key)?.available ?? 0) + 1 });
  }
  return [...byKey.values()];
}

/** A hundred and twenty steps a question are fine enough: credit between steps counts as the higher one. */
const UNITS_PER_STEP_MIN = CREDIT_UNITS_MAX / 120;

function stepOf(classes: readonly GuessClass[]): number {
  let step = CREDIT_UNITS_MAX;
  for (const outcome of classes.flatMap((guessClass) => guessClass.strategies.flat()))
    step = greatestCommonDivisor(step, outcome.creditUnits);
  return Math.max(step, UNITS_PER_STEP_MIN);
}

/**
 * The outlook before a topic's questions, by the number of true/false questions used before, from the outlook after
 * them. Goes through the classes one by one, keeping the best outlook for each number of questions still to be drawn.
 */
function beforeTopic(quota: number, classes: readonly GuessClass[], after: Outlook[], unitsPerStep: number): Outlook[] {
  let byRemaining: Outlook[][] = [after, ...Array.from({ length: quota }, () => after.map(() => undefined))];
  for (const guessClass of classes) {
    const best: Outlook[][] = byRemaining.map((row) => [...row]);
    for (const [remaining, row] of byRemaining.entries()) {
      for (const [trueFalseUsed, outlook] of row.entries()) {
        let guessed = outlook;
        for (let taken = 1; taken <= Math.min(guessClass.available, quota - remaining); taken += 1) {
          const usedBefore = guessClass.trueFalse ? trueFalseUsed - taken : trueFalseUsed;
          if (guessed === undefined || usedBefore < 0) break;
          guessed = beforeQuestion(guessClass.strategies, guessed, unitsPerStep);
          const target = best[remaining + taken] as Outlook[];
          target[usedBefore] = better(target[usedBefore], guessed);
        }
      }
    }
    byRemaining = best;
  }
  return byRemaining[quota] as Outlook[];
}

function beforeQuestion(strategies: readonly GuessStrategy[], after: Float64Array, unitsPerStep: number): Float64Array {
  const before = new Float64Array(after.length);
  for (const strategy of strategies) {
    const outcomes = strategy.map(({ creditUnits, probability }) => ({
      steps: Math.ceil(creditUnits / unitsPerStep),
      probability,
    }));
    for (let missing = 0; missing < after.length; missing += 1) {
      let passes = 0;
      for (const { steps, probability } of outcomes) passes += probability * (after[Math.max(0, missing - steps)] ?? 0);
      if (passes > (before[missing] ?? 0)) before[missing] = passes;
    }
  }
  return before;
}

function better(a: Outlook, b: Float64Array): Float64Array {
  return a === undefined ? b : a.map((value, missing) => Math.max(value, b[missing] ?? 0));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
