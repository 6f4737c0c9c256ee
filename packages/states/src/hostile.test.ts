import { expect, it } from 'vitest';
import { surviveDefinitions, surviveRequests } from './testing/hostile-run.ts';

const REPLAY = 'npx vitest run packages/states/src/hostile.test.ts';

it('answers 500 malformed requests with documented errors, and none with a failure of its own', async () => {
  await surviveRequests(1, 500, REPLAY);
});

it('refuses 500 mutated definitions as documented, or executes them until they end or wait', async () => {
  const { accepted, executed } = await surviveDefinitions(1, 500, REPLAY);
  expect(accepted).toBeGreaterThan(50);
  expect(executed).toBe(2 * accepted);
});
