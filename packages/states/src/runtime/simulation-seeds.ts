import { expect } from 'vitest';
import type { Fate } from '../store/fault-store.ts';
import { simulate } from './simulation.ts';
import type { Faults } from './simulation-process.ts';

const STEPS = 300;
/** Short ones, for as many runs as there are commits. */
const STEPS_OF_SHORT = 20;

/** Simulates so many seeds with vitest's expectations; says which seed fails. */
export async function simulateSeeds(first: number, count: number) {
  const totals = { started: 0, calledBack: 0, crashes: 0 };
  for (let seed = first; seed < first + count; seed++) {
    const { problems, started, calledBack, crashes } = await simulate(seed, STEPS);
    expect(problems, `seed ${seed}; replay it with ${replay(seed)}`).toEqual([]);
    totals.started += started;
    totals.calledBack += calledBack;
    totals.crashes += crashes;
  }
  return totals;
}

/** Runs a seed once for each of its commits, and has just that one go wrong. Resolves with how many runs that took. */
export async function crashAtEveryCommit(
  seed: number,
  kinds: readonly Exclude<Fate['kind'], 'done'>[],
): Promise<number> {
  const undisturbed = await simulate(seed, STEPS_OF_SHORT, 'none');
  expect(undisturbed.problems, `seed ${seed}`).toEqual([]);
  let runs = 0;
  for (let commit = 1; commit <= undisturbed.commits; commit++) {
    for (const kind of kinds) {
      const faults: Faults = { commit, kind };
      const { problems, crashes } = await simulate(seed, STEPS_OF_SHORT, faults);
      const where = `seed ${seed}, commit ${commit} ${kind}`;
      expect(problems, `${where}; replay it with ${replay(seed)}`).toEqual([]);
      expect(crashes, where).toBe(1);
      runs += 1;
    }
  }
  return runs;
}

function replay(seed: number): string {
  return `STATES_SEED=${seed} npx vitest run --config vitest.long.config.ts simulation`;
}
