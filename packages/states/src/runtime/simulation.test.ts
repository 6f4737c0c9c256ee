import { expect, it } from 'vitest';
import { simulate } from './simulation.ts';
import { crashAtEveryCommit, simulateSeeds } from './simulation-seeds.ts';

it('loses and doubles nothing in the first 20 seeds, whatever dies when', async () => {
  const { started, calledBack, crashes } = await simulateSeeds(1, 20);
  expect(started).toBeGreaterThan(200);
  expect(calledBack).toBeGreaterThan(20);
  expect(crashes).toBeGreaterThan(20);
});

it('loses and doubles nothing when it dies at any one commit, before or after it is durable', async () => {
  expect(await crashAtEveryCommit(2, ['lost', 'unheard'])).toBeGreaterThan(40);
});

it('does the same again for the same seed, to the last byte', async () => {
  const first = await simulate(7, 200);
  const second = await simulate(7, 200);
  expect(second).toEqual(first);
  expect((await simulate(8, 200)).digest).not.toBe(first.digest);
});
