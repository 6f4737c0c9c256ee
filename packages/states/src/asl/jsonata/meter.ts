// What an evaluation by the library has cost so far, and may cost.
import { OUT_OF_MEMORY, OUT_OF_STACK, OUT_OF_TIME } from './functions.ts';

/** What one evaluation may cost before it is given up. */
export interface EvaluationBudget {
  /** Nodes of the syntax tree that may be visited. */
  readonly steps: number;
  /** How deep visits may nest. */
  readonly depth: number;
  /** How many values a sequence may have. */
  readonly sequence: number;
  /** How much a value may hold: characters, and values in values, each as often as it is found. */
  readonly weight: number;
  /** How long it may take by the real clock; only what a single visit cannot finish in that time is not held to it. */
  readonly milliseconds: number;
  /** After so many visits other work gets its turn. */
  readonly slice: number;
}

export const defaultBudget: EvaluationBudget = {
  steps: 1_000_000,
  depth: 10_000,
  // as many as Step Functions takes
  sequence: 873_782,
  weight: 4 * 1024 * 1024,
  milliseconds: 10_000,
  slice: 2_000,
};

/** An expression went beyond its budget; says so as Step Functions does. Many may be thrown, so they carry no stack. */
class BudgetExceeded extends Error {
  readonly code = 'BUDGET_EXCEEDED';
  constructor(message: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Looking at so much of a value takes as long as a visit. */
const WEIGHT_OF_A_VISIT = 16;
/** The library's order-by copies what it compares again and again. */
const STEPS_OF_A_COMPARISON = 4;

/** One evaluation's costs. The same expression over the same data costs the same, however busy the machine is. */
export class Meter {
  readonly #budget: EvaluationBudget;
  readonly #endMs: number;
  readonly #weights = new WeakMap<object, number>();
  #steps = 0;
  #sinceTurn = 0;

  constructor(budget: EvaluationBudget) {
    this.#budget = budget;
    this.#endMs = Date.now() + budget.milliseconds;
  }

  /** Before a node is visited, so deep. Throws BudgetExceeded; what it returns must be awaited. */
  visit(depth: number, isComparison: boolean): Promise<void> | undefined {
    const { steps, slice } = this.#budget;
    if (depth > this.#budget.depth) throw new BudgetExceeded(OUT_OF_STACK);
    this.#steps += isComparison ? STEPS_OF_A_COMPARISON : 1;
    if (this.#steps > steps) throw new BudgetExceeded(OUT_OF_TIME);
    this.#sinceTurn += 1;
    if (this.#sinceTurn < slice) return undefined;
    if (Date.now() > this.#endMs) throw new BudgetExceeded(OUT_OF_TIME);
    this.#sinceTurn = 0;
    return nextTurn();
  }

  /** A node came to this value. Throws BudgetExceeded for one that is too large to be handed on. */
  take(value: unknown): void {
    const weight = this.#weigh(value);
    if (weight > this.#budget.weight) throw new BudgetExceeded(OUT_OF_MEMORY);
    this.#sinceTurn += weight / WEIGHT_OF_A_VISIT;
  }

  /** So much was done inside a function. Throws BudgetExceeded; what it returns must be awaited. */
  charge(visits: number): Promise<void> | undefined {
    this.#sinceTurn += visits;
    return this.visit(0, false);
  }

  /** Values are weighed once, and hold what was weighed before: what is in a value twice counts twice, and takes no time. */
  #weigh(value: unknown): number {
    if (typeof value === 'string') return value.length;
    if (typeof value !== 'object' || value === null) return 1;
    const known = this.#weights.get(value);
    if (known !== undefined) return known;
    // Functions hold the data that they close over; what they hold is no part of a value.
    if ('_jsonata_lambda' in value || '_jsonata_function' in value) return 1;
    let weight = 1;
    if (Array.isArray(value)) for (const item of value as unknown[]) weight += this.#weigh(item);
    else for (const key in value) weight += key.length + this.#weigh((value as Record<string, unknown>)[key]);
    this.#weights.set(value, weight);
    return weight;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
