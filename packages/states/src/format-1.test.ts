// store/sqlite/testing/format-1.db.gz was written by the first engine that kept executions: one of each way to wait, and some that had ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from './runtime/manual-clock.ts';
import { createStates, type States } from './states.ts';
import { SCHEMA_VERSION } from './store/sqlite/schema.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';

const WRITTEN_MS = Date.UTC(2026, 10, 22, 17, 1, 0);
const INPUT = '{"n":21,"text":"naïve 李 🦉"}';
/** Handed out before the file was closed. */
const TOKEN = 'AQAAAAAAAAABAAAAAUlF1WprLkQHMthNMMddzUG/UFzA';
const machineArn = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
const executionArn = (name: string) => `arn:aws:states:us-east-1:123456789012:execution:${name}:e-${name}`;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'states-format-'));
  file = join(folder, 'states.db');
  writeFileSync(file, gunzipSync(readFileSync(new URL('./store/sqlite/testing/format-1.db.gz', import.meta.url))));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Opened {
  readonly states: States;
  readonly clock: ManualClock;
  readonly told: string[];
  readonly called: string[];
}

async function open(): Promise<Opened> {
  const clock = new ManualClock(WRITTEN_MS);
  const told: string[] = [];
  const called: string[] = [];
  const states = await createStates({
    dataFile: file,
    clock,
    accountId: '123456789012',
    invokeLambda: async ({ functionName, payload }) => {
      called.push(`${functionName} ${payload}`);
      return { statusCode: 200, payload: '{"ok":true}' };
    },
    onExecutionEnded: ({ name, status }) => void told.push(`${name} ${status}`),
  });
  return { states, clock, told, called };
}

describe('a file of the first format', () => {
  it('is one', () => {
    const db = new Database(file, { readonly: true });
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    db.close();
  });

  it('is opened, and all that waits in it goes on', async () => {
    const { states, clock, told, called } = await open();
    const { operations } = states;
    const ended = (name: string) => operations.describeExecution({ executionArn: executionArn(name) });
    // What was being called when the file was closed is called again.
    await expect.poll(async () => (await ended('calling')).status).toBe('SUCCEEDED');
    expect(called).toContain(`hang ${INPUT}`);
    await operations.sendTaskHeartbeat({ taskToken: TOKEN });
    await operations.sendTaskSuccess({ taskToken: TOKEN, output: '"yes"' });
    expect(await ended('callback')).toMatchObject({
      status: 'SUCCEEDED',
      input: INPUT,
      output: '{"n":21,"text":"naïve 李 🦉","a":1,"answer":"yes"}',
    });
    await operations.redriveExecution({ executionArn: executionArn('failed') });
    await expect.poll(async () => (await ended('failed')).status).toBe('SUCCEEDED');
    clock.advanceBy(5_000_000_000);
    await expect.poll(async () => (await ended('timer')).status).toBe('SUCCEEDED');
    await expect.poll(async () => (await ended('variables')).output).toBe('42');
    await expect.poll(async () => (await ended('retrying')).status).toBe('SUCCEEDED');
    await expect.poll(async () => (await ended('deadline')).status).toBe('TIMED_OUT');
    await expect.poll(() => told).toContain('e-failed SUCCEEDED');
    // Notices that nobody took before the file was closed, and of what ended since.
    expect(told).toEqual(expect.arrayContaining(['e-done SUCCEEDED', 'e-failed FAILED', 'e-stopped ABORTED']));
    // What is durable can be read a moment before the engine itself has heard of it.
    await expect.poll(() => states.stats()).toMatchObject({ running: 0, openTimers: 0, runningTasks: 0 });
    await states.close();
  });

  it('keeps what had ended in it, with machines, versions and histories', async () => {
    const { states } = await open();
    const { operations } = states;
    expect(await operations.describeExecution({ executionArn: executionArn('done') })).toMatchObject({
      status: 'SUCCEEDED',
      output: INPUT,
    });
    const { events } = await operations.getExecutionHistory({ executionArn: executionArn('failed') });
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskFailed',
      'ExecutionFailed',
    ]);
    const { executions } = await operations.listExecutions({ stateMachineArn: machineArn('done') });
    expect(executions).toHaveLength(2);
    const { stateMachineVersions } = await operations.listStateMachineVersions({ stateMachineArn: machineArn('done') });
    expect(stateMachineVersions).toHaveLength(1);
    expect(await operations.listTagsForResource({ resourceArn: machineArn('done') })).toEqual({
      tags: [{ key: 'a', value: 'b' }],
    });
    await expect(
      operations.startExecution({ stateMachineArn: machineArn('done'), name: 'e-done', input: INPUT }),
    ).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
    await states.close();
  });

  it('is whole when the process that brings it to a newer one is killed half way', async () => {
    await (await openSqliteStore(file)).close();
    const before = contents();
    const script = new URL('./store/sqlite/testing/hang-in-migration.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    expect(line.toString()).toBe('half way\n');
    // Some of what was changed is in the log already.
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(1_000_000);
    child.kill('SIGKILL');
    await exit;
    expect(existsSync(`${file}-wal`)).toBe(true);
    expect(contents()).toEqual(before);

    const { states } = await open();
    await states.operations.sendTaskSuccess({ taskToken: TOKEN, output: '"yes"' });
    expect(await states.operations.describeExecution({ executionArn: executionArn('callback') })).toMatchObject({
      status: 'SUCCEEDED',
    });
    await states.close();
  });
});

function contents(): unknown {
  const db = new Database(file);
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[];
  const all = {
    version: db.pragma('user_version', { simple: true }),
    integrity: db.pragma('integrity_check', { simple: true }),
    rows: Object.fromEntries(tables.map((table) => [table, db.prepare(`SELECT * FROM "${table}"`).all()])),
  };
  db.close();
  expect(all).toMatchObject({ version: SCHEMA_VERSION, integrity: 'ok' });
  return all;
}
