import { it } from 'vitest';
import { surviveKills } from './crash-run.ts';

it('keeps all that it acknowledged, and does nothing twice, when it is killed at 50 random instants', async () => {
  for (let run = 0; run < 10; run++) await surviveKills(5);
});
