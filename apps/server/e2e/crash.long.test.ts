import { describe, it } from 'vitest';
import { expectToSurvive } from './support/crash-expectations.ts';

const KILLS = Number(process.env.RESIT_CRASHES ?? 50);
/** So many kills a data folder: each comes to its end, and all of it is looked at. */
const KILLS_A_RUN = 10;
const seed = process.env.RESIT_SEED ?? String(Math.floor(Math.random() * 1e9));

describe('a server that is killed again and again while 1,000 incidents wait', () => {
  for (let from = 0; from < KILLS; from += KILLS_A_RUN) {
    const kills = Math.min(KILLS_A_RUN, KILLS - from);
    it(`loses nothing and does nothing twice at kills ${from + 1} to ${from + kills}`, async () => {
      const replay = '--config vitest.long.config.ts apps/server/e2e/crash.long.test.ts';
      await expectToSurvive({ kills, seed: from === 0 ? seed : `${seed}+${from}`, replay });
    });
  }
});
