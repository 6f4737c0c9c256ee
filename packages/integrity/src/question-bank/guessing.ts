import { examQuestions } from './bank.ts';
import type { Blueprint } from './blueprint.ts';
import { topicQuotas, trueFalseMax } from './blueprint.ts';
import type { SteppedStrategy } from './guess-strategy.ts';
import { dominates, inSteps, unitsPerStep, withoutDominated } from './guess-strategy.ts';
import type { Question } from './question.ts';
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
  const drawable = examQuestions(questions);
  const unitsEach = unitsPerStep(drawable.flatMap(guessStrategies));
  const topics = [...topicQuotas(blueprint, policy.questionCount)].map(([topic, quota]) => ({
    quota,
    classes: classesOf(
      drawable.filter((question) => question.topic === topic),
      quota,
      unitsEach,
    ),
  }));
  const unitsNeeded = Math.ceil((policy.passMarkPercent * policy.questionCount * CREDIT_UNITS_MAX) / 100 - 1e-6);
  const stepsNeeded = Math.max(0, Math.ceil(unitsNeeded / unitsEach));

  const trueFalseAvailable = topics
    .flatMap(({ classes }) => classes)
    .reduce((sum, { trueFalse, available }) => sum + (trueFalse ? available : 0), 0);
  const trueFalseLimit = Math.min(trueFalseMax(policy.questionCount), trueFalseAvailable);
  const atEnd = Float64Array.from({ length: stepsNeeded + 1 }, (_, missing) => (missing === 0 ? 1 : 0));
  const stepsEach = Math.ceil(CREDIT_UNITS_MAX / unitsEach);
  let byTrueFalse: Outlook[] = Array.from({ length: trueFalseLimit + 1 }, () => atEnd);
  let left = 0;
  for (const { quota, classes } of topics) {
    byTrueFalse = beforeTopic(quota, classes, byTrueFalse, (remaining) => ({
      // With so many questions left, fewer steps cannot be missing yet, and more cannot be made up any more.
      least: Math.max(0, stepsNeeded - (policy.questionCount - left - remaining) * stepsEach),
      most: Math.min(stepsNeeded, (left + remaining) * stepsEach),
    }));
    left += quota;
  }
  const perAttempt = Math.min(1, byTrueFalse[0]?.[stepsNeeded] ?? 0);
  return -Math.expm1(policy.attempts * Math.log1p(-perAttempt));
}

/** Questions of one topic among which a guesser has the same choice of strategies. */
type GuessClass = {
  readonly trueFalse: boolean;
  readonly strategies: readonly SteppedStrategy[];
  /** No more than the quota. */
  readonly available: number;
};

/** The steps that can be missing when so many questions of a topic remain; other entries of an outlook are not filled. */
type Window = (remaining: number) => { readonly least: number; readonly most: number };

/** The best probability of passing, by the number of steps still missing; undefined where no exam can be drawn. */
type Outlook = Float64Array | undefined;

/** The classes that can make an exam easiest. Those that could each fill the quota are one: any of them may be drawn. */
function classesOf(questions: readonly Question[], quota: number, unitsEach: number): GuessClass[] {
  const byKey = new Map<string, GuessClass>();
  for (const question of questions) {
    const strategies = withoutDominated(guessStrategies(question).map((strategy) => inSteps(strategy, unitsEach)));
    const trueFalse = question.type === 'true-false';
    const key = JSON.stringify([trueFalse, strategies]);
    const available = Math.min(quota, (byKey.get(key)?.available ?? 0) + 1);
    byKey.set(key, { trueFalse, strategies, available });
  }
  const classes = withoutHarder([...byKey.values()], quota);
  const isAmple = ({ trueFalse, available }: GuessClass) => !trueFalse && available === quota;
  const ample = withoutDominated(classes.filter(isAmple).flatMap(({ strategies }) => strategies));
  const scarce = classes.filter((guessClass) => !isAmple(guessClass));
  return ample.length === 0 ? scarce : [{ trueFalse: false, strategies: ample, available: quota }, ...scarce];
}

/**
 * Without the classes for which there are enough easier questions to fill the quota: in an exam that has one of theirs,
 * some easier question is not drawn yet and could take its place.
 */
function withoutHarder(classes: readonly GuessClass[], quota: number): GuessClass[] {
  const easier = (a: GuessClass, b: GuessClass) =>
    b.strategies.every((one) => a.strategies.some((other) => dominates(other, one)));
  return classes.filter((guessClass, index) => {
    const easierAvailable = classes
      .filter(
        (other, otherIndex) =>
          otherIndex !== index &&
          !other.trueFalse &&
          easier(other, guessClass) &&
          (otherIndex < index || !easier(guessClass, other)),
      )
      .reduce((sum, { available }) => sum + available, 0);
    return easierAvailable < quota;
  });
}

/**
 * The outlook before a topic's questions, by the number of true/false questions used before, from the outlook after
 * them. Goes through the classes one by one, keeping the best outlook for each number of questions still to be drawn.
 */
function beforeTopic(
  quota: number,
  classes: readonly GuessClass[],
  after: readonly Outlook[],
  window: Window,
): Outlook[] {
  let byRemaining: Outlook[][] = [[...after], ...Array.from({ length: quota }, () => after.map(() => undefined))];
  for (const guessClass of classes)
    byRemaining =
      guessClass.available >= quota
        ? withAmple(guessClass, byRemaining, window)
        : withScarce(guessClass, byRemaining, window);
  return byRemaining[quota] as Outlook[];
}

/** As many questions of the class as are wanted: each one drawn is followed by the best with one fewer remaining. */
function withAmple(
  { trueFalse, strategies }: GuessClass,
  byRemaining: readonly Outlook[][],
  window: Window,
): Outlook[][] {
  const best: Outlook[][] = [];
  for (const [remaining, row] of byRemaining.entries())
    best[remaining] = row.map((outlook, used) => {
      const after = best[remaining - 1]?.[trueFalse ? used + 1 : used];
      return after === undefined ? outlook : better(outlook, beforeQuestion(strategies, after, window(remaining)));
    });
  return best;
}

/** At most `available` questions of the class, one after the other. */
function withScarce(
  { trueFalse, strategies, available }: GuessClass,
  byRemaining: readonly Outlook[][],
  window: Window,
): Outlook[][] {
  const best = byRemaining.map((row) => [...row]);
  for (const [remaining, row] of byRemaining.entries())
    for (const [used, outlook] of row.entries()) {
      let guessed = outlook;
      for (let taken = 1; taken <= available; taken += 1) {
        const usedBefore = trueFalse ? used - taken : used;
        const target = best[remaining + taken];
        if (guessed === undefined || target === undefined || usedBefore < 0) break;
        guessed = beforeQuestion(strategies, guessed, window(remaining + taken));
        target[usedBefore] = better(target[usedBefore], guessed);
      }
    }
  return best;
}

function beforeQuestion(
  strategies: readonly SteppedStrategy[],
  after: Float64Array,
  { least, most }: ReturnType<Window>,
): Float64Array {
  const before = new Float64Array(after.length);
  const passes = new Float64Array(after.length);
  for (const { steps, probabilities } of strategies) {
    passes.fill(0, least, most + 1);
    for (const [outcome, earned] of steps.entries()) {
      const probability = probabilities[outcome] as number;
      for (let missing = least; missing <= most; missing += 1) {
        const missingAfter = missing > earned ? missing - earned : 0;
        passes[missing] = (passes[missing] as number) + probability * (after[missingAfter] as number);
      }
    }
    for (let missing = least; missing <= most; missing += 1)
      before[missing] = Math.max(before[missing] as number, passes[missing] as number);
  }
  return before;
}

function better(a: Outlook, b: Float64Array): Float64Array {
  return a === undefined ? b : a.map((value, missing) => Math.max(value, b[missing] ?? 0));
}
