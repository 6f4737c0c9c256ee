import { it } from 'vitest';
import { simulateSeeds } from './simulation-seeds.ts';

// New seeds every time; STATES_SEED replays one.
const replayed = process.env.STATES_SEED;
const first = replayed === undefined ? Math.floor(Date.now() / 1000) : Number(replayed);
const count = replayed === undefined ? Number(process.env.STATES_SEEDS ?? 200) : 1;

it(`loses and doubles nothing in seeds ${first} to ${first + count - 1}`, async () => {
  await simulateSeeds(first, count);
});
