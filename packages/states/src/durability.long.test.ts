// Needs strace: `apt-get install strace`. `.ci/run` sees to it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { ServedEngine } from './testing/served-engine.ts';
import { checkTrace, TRACE_ARGUMENTS } from './testing/trace.ts';

const folder = mkdtempSync(join(tmpdir(), 'states-trace-'));
let engine: ServedEngine | undefined;
afterEach(async () => {
  await engine?.kill();
  rmSync(folder, { recursive: true, force: true });
});

const ROUNDS = 25;
const AT_ONCE = 4;

it('answers StartExecution and SendTaskSuccess only after the log that holds them was synced', async () => {
  const trace = join(folder, 'trace');
  engine = await ServedEngine.start(join(folder, 'data'), {}, { before: ['strace', ...TRACE_ARGUMENTS, '-o', trace] });
  const call = engine.call.bind(engine) as ServedEngine['call'];
  const { activityArn } = await call<{ activityArn: string }>('CreateActivity', { name: 'work' });
  const definition = JSON.stringify({
    StartAt: 'Work',
    States: { Work: { Type: 'Task', Resource: activityArn, End: true } },
  });
  const { stateMachineArn } = await call<{ stateMachineArn: string }>('CreateStateMachine', {
    name: 'm',
    definition,
    roleArn: 'arn:aws:iam::123456789012:role/r',
  });
  const marks: string[] = [];
  const mark = (): string => {
    marks.push(`k${marks.length}k`);
    return marks.at(-1)!;
  };
  const client = async (): Promise<void> => {
    for (let round = 0; round < ROUNDS; round++) {
      await call('StartExecution', { stateMachineArn, name: mark() });
      const { taskToken } = await call<{ taskToken: string }>('GetActivityTask', { activityArn });
      await call('SendTaskSuccess', { taskToken, output: JSON.stringify(mark()) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  expect(await engine.stop()).toEqual([0, null]);
  const answers = checkTrace(readFileSync(trace, 'latin1'), marks);
  expect(answers.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(answers).toHaveLength(2 * ROUNDS * AT_ONCE);
});
