import { it } from 'vitest';
import { surviveKills } from './crash-run.ts';

it('keeps all that it acknowledged, and does nothing twice, when it is killed at 4 random instants', async () => {
  await surviveKills(4);
});
