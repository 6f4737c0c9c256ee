import { expect } from 'vitest';
import { simulate } from './simulation.ts';

const STEPS = 300;

/** Simulates so many seeds with vitest's expectations; says which seed fails. */
export async function simulateSeeds(first: number, count: number) {
  const totals = { started: 0, calledBack: 0, crashes: 0 };
  for (let seed = first; seed < first + count; seed++) {
    const { problems, started, calledBack, crashes } = await simulate(seed, STEPS);
    expect(problems, `seed ${seed}; replay it with STATES_SEED=${seed} and simulation.long.test.ts`).toEqual([]);
    totals.started += started;
    totals.calledBack += calledBack;
    totals.crashes += crashes;
  }
  return totals;
}
