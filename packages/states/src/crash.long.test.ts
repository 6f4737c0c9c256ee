import { it } from 'vitest';
import { surviveKills } from './crash-run.ts';

const FOLDERS = 20;
const KILLS = 10;

it.each(Array.from({ length: FOLDERS }, (_, folder) => folder + 1))(
  `keeps all that it acknowledged, and does nothing twice, when it is killed at ${KILLS} random instants: folder %i of ${FOLDERS}`,
  async () => {
    await surviveKills(KILLS);
  },
);
