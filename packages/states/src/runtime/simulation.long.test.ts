import { expect, it } from 'vitest';
import { crashAtEveryCommit, simulateSeeds } from './simulation-seeds.ts';

// New seeds every time; STATES_SEED replays one.
const replayed = process.env.STATES_SEED;
const first = replayed === undefined ? Math.floor(Date.now() / 1000) : Number(replayed);
const count = replayed === undefined ? Number(process.env.STATES_SEEDS ?? 1000) : 1;
const countOfEveryCommit = Math.ceil(count / 100);

it(`loses and doubles nothing in seeds ${first} to ${first + count - 1}`, async () => {
  await simulateSeeds(first, count);
});

it(`loses and doubles nothing whichever commit goes wrong, in whatever way, in seeds ${first} to ${first + countOfEveryCommit - 1}`, async () => {
  let runs = 0;
  for (let seed = first; seed < first + countOfEveryCommit; seed++)
    runs += await crashAtEveryCommit(seed, ['lost', 'unheard', 'failed', 'failed-kept']);
  expect(runs).toBeGreaterThan(100);
});
