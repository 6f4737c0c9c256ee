import { expect, it } from 'vitest';
import { simulate } from './simulation.ts';

// STATES_SEED replays one seed, STATES_SEEDS says how many new ones are tried.
const SEEDS = Number(process.env.STATES_SEEDS ?? 40);
const FIRST = Number(process.env.STATES_SEED ?? 1);
const COUNT = process.env.STATES_SEED === undefined ? SEEDS : 1;
const STEPS = 300;

it(`loses and doubles nothing in seeds ${FIRST} to ${FIRST + COUNT - 1}, whatever dies when`, async () => {
  const totals = { started: 0, calledBack: 0, crashes: 0 };
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const { problems, started, calledBack, crashes } = await simulate(seed, STEPS);
    expect(problems, `seed ${seed}; replay it with STATES_SEED=${seed}`).toEqual([]);
    totals.started += started;
    totals.calledBack += calledBack;
    totals.crashes += crashes;
  }
  expect(totals.started).toBeGreaterThan(10 * COUNT);
  expect(totals.calledBack).toBeGreaterThan(COUNT);
  expect(totals.crashes).toBeGreaterThan(COUNT);
}, 600_000);
