import { expect } from 'vitest';
import { surviveKills } from './crash-run.ts';

/** What has to have waited at the kills, so that no state is left out by chance. */
const waits = [
  'to-be-confirmed',
  'exam scheduled',
  'exam started',
  'exam scheduled again',
  'exam held by a request',
  'awaiting-decision',
  'resolved',
  'closed',
  'withdrawn',
];

/** Kills a server as said, and fails with everything that it did wrong and the command that tries it again. */
export async function expectToSurvive(given: { kills: number; seed: string; replay: string }): Promise<void> {
  const { faults, readyMs, waited, told, waitingLeast } = await surviveKills(given);
  const again = `Try again: RESIT_SEED=${given.seed} npx vitest run ${given.replay}`;
  console.log(
    `seed ${given.seed}: ${given.kills} kills, ${told.cutOff} requests cut off, ${told.submissions.size} submissions acknowledged, ready after ${readyMs.join(', ')} ms`,
  );
  const some = faults.slice(0, 20).join('\n');
  expect(faults.length, `${faults.length} faults:\n${some}\n${again}`).toBe(0);
  expect(waitingLeast, again).toBeGreaterThanOrEqual(1000);
  expect(told.cutOff, again).toBeGreaterThan(0);
  expect(told.submissions.size, again).toBeGreaterThan(0);
  expect([...waited.keys()], again).toEqual(expect.arrayContaining(waits));
}
