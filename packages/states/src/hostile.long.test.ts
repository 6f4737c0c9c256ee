import { expect, it } from 'vitest';
import { surviveDefinitions, surviveRequests } from './testing/hostile-run.ts';

// New ones every time; STATES_SEED replays.
const seed = Number(process.env.STATES_SEED ?? Math.floor(Date.now() / 1000));
const COUNT = 10_000;
const replay = `STATES_SEED=${seed} npx vitest run --config vitest.long.config.ts hostile`;

it(`answers ${COUNT} malformed requests of seed ${seed} with documented errors, and none with a failure of its own`, async () => {
  await surviveRequests(seed, COUNT, replay);
});

it(`refuses ${COUNT} mutated definitions of seed ${seed} as documented, or executes them until they end or wait`, async () => {
  const { accepted } = await surviveDefinitions(seed, COUNT, replay);
  expect(accepted).toBeGreaterThan(1000);
});
