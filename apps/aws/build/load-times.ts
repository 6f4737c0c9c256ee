// Loads every built bundle in a process of its own, as Lambda does before the first call, and says how much time of the
// processor it took: what else the machine does makes a load longer, but not this. The best of several loads counts.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exampleEnvironment } from './example-environment.ts';
import { builtFunctions } from './functions.ts';

const LOADS = 5;
const STEP_LOAD_MS_MAX = 300;
const app = fileURLToPath(new URL('..', import.meta.url));

const environment = { ...exampleEnvironment, PATH: process.env.PATH ?? '' };
const program = `
const begun = process.cpuUsage();
const { handler } = require(process.argv[1]);
if (typeof handler !== 'function') process.exit(2);
const { user, system } = process.cpuUsage(begun);
console.log((user + system) / 1000);
process.exit(0);
`;

let slow = 0;
for (const { logicalId, isStep } of builtFunctions(app)) {
  const folder = join(app, 'dist/functions', logicalId);
  const times = Array.from({ length: LOADS }, () => {
    const loaded = spawnSync(process.execPath, ['--eval', program, join(folder, 'index.cjs')], {
      cwd: folder,
      env: { ...environment, LAMBDA_TASK_ROOT: folder },
      encoding: 'utf8',
    });
    if (loaded.status === 0) return Number(loaded.stdout);
    process.stderr.write(`${logicalId}: ${loaded.stderr.slice(-1000)}`);
    return Number.POSITIVE_INFINITY;
  });
  const bestMs = Math.min(...times);
  const isSlow = bestMs > (isStep ? STEP_LOAD_MS_MAX : 1000);
  if (isSlow) slow += 1;
  console.log(`${bestMs.toFixed(0).padStart(6)} ms  ${logicalId}${isSlow ? '  too slow' : ''}`);
}
process.exit(slow === 0 ? 0 : 1);
