import { expect, it } from 'vitest';
import { simulateSeeds } from './simulation-seeds.ts';

it('loses and doubles nothing in the first 20 seeds, whatever dies when', async () => {
  const { started, calledBack, crashes } = await simulateSeeds(1, 20);
  expect(started).toBeGreaterThan(200);
  expect(calledBack).toBeGreaterThan(20);
  expect(crashes).toBeGreaterThan(20);
}, 300_000);
