import type { GuessStrategy } from './question-kind.ts';
import { CREDIT_UNITS_MAX } from './question-kind.ts';

/** A {@link GuessStrategy} on a scale of whole steps: `steps[i]` is earned with `probabilities[i]`, the most first. */
export type SteppedStrategy = { readonly steps: readonly number[]; readonly probabilities: readonly number[] };

/** Sixty steps a question suit halves to sixths, tenths and twelfths; credit between steps counts as the higher one. */
const UNITS_PER_STEP_MIN = CREDIT_UNITS_MAX / 60;

/** The coarsest step in which all outcomes are whole numbers, but none finer than a sixtieth of a question. */
export function unitsPerStep(strategies: readonly GuessStrategy[]): number {
  let step = CREDIT_UNITS_MAX;
  for (const { creditUnits } of strategies.flat()) step = greatestCommonDivisor(step, creditUnits);
  return Math.max(step, UNITS_PER_STEP_MIN);
}

/** The strategy in steps of so many units, never worse than it is in units. */
export function inSteps(strategy: GuessStrategy, unitsPerStep: number): SteppedStrategy {
  const bySteps = new Map<number, number>();
  for (const { creditUnits, probability } of strategy) {
    const steps = Math.ceil(creditUnits / unitsPerStep);
    if (probability > 0) bySteps.set(steps, (bySteps.get(steps) ?? 0) + probability);
  }
  const outcomes = [...bySteps].sort(([stepsA], [stepsB]) => stepsB - stepsA);
  return { steps: outcomes.map(([steps]) => steps), probabilities: outcomes.map(([, probability]) => probability) };
}

/** Without those that are never better than another one of them: at every mark, the other reaches it as likely or more. */
export function withoutDominated(strategies: readonly SteppedStrategy[]): SteppedStrategy[] {
  return strategies.filter(
    (one, index) =>
      !strategies.some(
        (other, otherIndex) =>
          otherIndex !== index && dominates(other, one) && (otherIndex < index || !dominates(one, other)),
      ),
  );
}

/** Whether `a` reaches every mark at least as likely as `b` does. */
export function dominates(a: SteppedStrategy, b: SteppedStrategy): boolean {
  return b.steps.every((mark) => reaches(a, mark) >= reaches(b, mark) - 1e-12);
}

function reaches({ steps, probabilities }: SteppedStrategy, mark: number): number {
  let probability = 0;
  for (let index = 0; index < steps.length && (steps[index] ?? 0) >= mark; index += 1)
    probability += probabilities[index] ?? 0;
  return probability;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
