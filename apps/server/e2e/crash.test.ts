import { it } from 'vitest';
import { expectToSurvive } from './support/crash-expectations.ts';

const KILLS = 5;
const seed = process.env.RESIT_SEED ?? String(Math.floor(Math.random() * 1e9));

it(`loses nothing and does nothing twice when it is killed ${KILLS} times while 1,000 incidents wait`, async () => {
  await expectToSurvive({ kills: KILLS, seed, replay: 'apps/server/e2e/crash.test.ts' });
}, 900_000);
