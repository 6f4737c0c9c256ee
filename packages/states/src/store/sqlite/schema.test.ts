import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { ManualClock } from '../../runtime/manual-clock.ts';
import { createStates } from '../../states.ts';
import { SCHEMA_VERSION } from './schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'states-formats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file as an older version of the engine left it. */
function fileOfFormat(version: number): string {
  const file = join(folder, `format-${version}.db`);
  const sql = readFileSync(fileURLToPath(new URL(`./testing/format-${version}.sql`, import.meta.url)), 'utf8');
  new Database(file).exec(sql).close();
  return file;
}

const ARN = 'arn:aws:states:us-east-1:000000000000:execution:old';
const TOKEN = 'AQAAAAAAAAABAAAAAVYagARtT1E8jqx/oRsn63Jrpq30';

it('goes on with what a file of the first format holds, and reads its histories', async () => {
  const file = fileOfFormat(1);
  const states = await createStates({ dataFile: file, clock: new ManualClock(1_795_379_047_000) });
  const historyOf = async (name: string) =>
    (await states.operations.getExecutionHistory({ executionArn: `${ARN}:${name}` })).events;

  await states.operations.sendTaskSuccess({ taskToken: TOKEN, output: '{"done":true}' });
  const { status, input, output } = await states.operations.describeExecution({ executionArn: `${ARN}:waits` });
  expect([status, input, output]).toEqual(['SUCCEEDED', '{ "ask": true, "text": "李 \\n" }', '{"done":true}']);
  const waited = await historyOf('waits');
  expect(waited.map(({ id, type }) => `${id} ${type}`)).toEqual([
    '1 ExecutionStarted',
    '2 PassStateEntered',
    '3 PassStateExited',
    '4 ChoiceStateEntered',
    '5 ChoiceStateExited',
    '6 TaskStateEntered',
    '7 TaskScheduled',
    '8 TaskStarted',
    '9 TaskSubmitted',
    '10 TaskSucceeded',
    '11 TaskStateExited',
    '12 ExecutionSucceeded',
  ]);
  expect(waited[2]).toMatchObject({
    stateExitedEventDetails: { output: '{"ask":true,"text":"李 \\n","step":1}', assignedVariables: { who: '"li"' } },
  });
  expect(waited[7]).toMatchObject({
    taskStartedEventDetails: { resourceType: 'lambda', resource: 'invoke.waitForTaskToken' },
  });

  expect((await historyOf('failed')).at(-1)).toMatchObject({
    type: 'ExecutionFailed',
    executionFailedEventDetails: { error: 'Stopped', cause: 'No one asks.' },
  });
  await states.operations.redriveExecution({ executionArn: `${ARN}:failed` });
  expect((await historyOf('failed')).at(-1)?.type).toBe('ExecutionFailed');
  await states.close();

  const db = new Database(file);
  expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
});
