import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { lambdaHandlers } from '../runtime/lambda-handlers.ts';
import { ManualClock } from '../runtime/manual-clock.ts';
import { createStates, type States } from '../states.ts';
import { ApiError } from './errors.ts';

const DAY_MS = 86_400_000;
const ROLE = 'arn:aws:iam::123456789012:role/states';

/** Asks somebody, and gives up after an hour, or after a minute without a sign of life. */
const ask = {
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token' } },
      TimeoutSeconds: 3600,
      HeartbeatSeconds: 60,
      Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 1 }],
      End: true,
    },
  },
};

let clock: ManualClock;
let tokens: string[];
let states: States;

const open = (dataFile?: string): Promise<States> =>
  createStates({
    ...(dataFile === undefined ? {} : { dataFile }),
    clock,
    retentionDays: 20,
    accountId: '123456789012',
    invokeLambda: lambdaHandlers({
      find: () => (event: { token: string }) => void tokens.push(event.token),
      region: 'us-east-1',
      account: '123456789012',
      newId: () => 'request',
    }),
  });

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 0, 5));
  tokens = [];
  states = await open();
});
afterEach(() => states.close());

/** What an operation answers, or the error that it refuses with: its code and message. */
async function answer(operation: string, request: object): Promise<Record<string, unknown>> {
  const call = (states.operations as unknown as Record<string, (request: object) => Promise<object>>)[
    operation[0]?.toLowerCase() + operation.slice(1)
  ];
  try {
    return { ...(await call?.(request)) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { error: error.code, message: error.message };
  }
}

async function waitFor<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const endMs = Date.now() + 60_000; Date.now() < endMs; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new TypeError('waited in vain');
}

async function start(definition: object = ask, type = 'STANDARD'): Promise<string> {
  const name = `m${Math.random().toString(36).slice(2)}`;
  const request = { name, definition: JSON.stringify(definition), roleArn: ROLE, type };
  const { stateMachineArn } = await answer('CreateStateMachine', request);
  const { executionArn } = await answer('StartExecution', { stateMachineArn, input: '{}' });
  return executionArn as string;
}

const token = (number = 1) => waitFor(() => tokens[number - 1]);
const describeIt = (executionArn: string) => answer('DescribeExecution', { executionArn });
const status = (executionArn: string, wanted: string) =>
  waitFor(async () => ((await describeIt(executionArn)).status === wanted ? wanted : undefined));
const events = async (executionArn: string) =>
  (await answer('GetExecutionHistory', { executionArn, maxResults: 1000 })).events as {
    readonly id: number;
    readonly previousEventId: number;
    readonly type: string;
  }[];

const CALLBACKS = [
  ['SendTaskSuccess', { output: '{}' }],
  ['SendTaskFailure', { error: 'E', cause: 'C' }],
  ['SendTaskHeartbeat', {}],
] as const;
const GONE = { error: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" };
const INVALID = { error: 'InvalidToken', message: "Invalid Token: 'Invalid token'" };

describe.each(CALLBACKS)('%s', (operation, rest) => {
  const send = (taskToken: string) => answer(operation, { taskToken, ...rest });

  it('answers nothing where the task waits', async () => {
    await start();
    expect(await send(await token())).toEqual({});
  });

  it('refuses tokens that are none, altered, or of another engine', async () => {
    await start();
    const taskToken = await token();
    for (const bad of ['x', '', `${taskToken}A`, taskToken.slice(4), taskToken.toLowerCase(), ` ${taskToken}`]) {
      expect(await send(bad)).toMatchObject(bad === '' ? { error: 'ValidationException' } : INVALID);
    }
    expect(await answer(operation, { ...rest })).toMatchObject({ error: 'ValidationException' });
    const other = await createStates();
    const own = states;
    states = other;
    try {
      expect(await send(taskToken)).toEqual(INVALID);
    } finally {
      states = own;
      await other.close();
    }
  });

  it('comes too late for a task that was answered', async () => {
    const executionArn = await start();
    await answer('SendTaskSuccess', { taskToken: await token(), output: '1' });
    expect(await send(await token())).toEqual(GONE);
    expect(await describeIt(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
  });

  it('comes too late for an attempt that failed, and not for the next', async () => {
    await start();
    await answer('SendTaskFailure', { taskToken: await token(), error: 'Again' });
    clock.advanceBy(2000);
    const second = await token(2);
    expect(await send(await token())).toEqual(GONE);
    expect(await send(second)).toEqual({});
  });

  it('comes too late for a task whose time or heartbeat ran out', async () => {
    const executionArn = await start();
    clock.advanceBy(61_000);
    await status(executionArn, 'FAILED');
    expect(await send(await token())).toEqual(GONE);
    expect(await describeIt(executionArn)).toMatchObject({ error: 'States.HeartbeatTimeout' });
  });

  it('comes too late for an execution that was stopped, also after a redrive', async () => {
    const executionArn = await start();
    const first = await token();
    await answer('StopExecution', { executionArn });
    expect(await send(first)).toEqual(GONE);
    await answer('RedriveExecution', { executionArn });
    const second = await token(2);
    expect(await send(first)).toEqual(GONE);
    expect(await send(second)).toEqual({});
  });
});

describe.each(CALLBACKS)('%s, once the execution is no longer kept', (operation, rest) => {
  it('knows no such task, whatever became of it', async () => {
    const answered = await start();
    await answer('SendTaskSuccess', { taskToken: await token(), output: '1' });
    await start();
    clock.advanceBy(20 * DAY_MS + 1);
    await waitFor(async () => {
      clock.advanceBy(3_600_000);
      return (await describeIt(answered)).error === 'ExecutionDoesNotExist' ? true : undefined;
    });
    expect(await answer(operation, { taskToken: await token(), ...rest })).toEqual({
      error: 'TaskDoesNotExist',
      message: "Task Does Not Exist: 'Provided task does not exist'",
    });
    // The other ended too, and is kept until there is a newer one.
    expect(await answer(operation, { taskToken: await token(2), ...rest })).toEqual(GONE);
  });
});

describe('SendTaskSuccess', () => {
  it('says where an output ends to be JSON', async () => {
    await start();
    const refused = await answer('SendTaskSuccess', { taskToken: await token(), output: '{"a": 1' });
    expect(refused).toEqual({
      error: 'InvalidOutput',
      message:
        "Invalid Output: 'com.fasterxml.jackson.core.io.JsonEOFException: Unexpected end-of-input: expected close marker for Object " +
        '(start marker at [Source: (String)"{"a": 1"; line: 1, column: 1])\n at [Source: (String)"{"a": 1"; line: 1, column: 8]\'',
    });
  });

  it('takes any JSON up to 262,144 bytes, and nothing else', async () => {
    const executionArn = await start();
    const taskToken = await token();
    for (const output of ['', '{', 'text', "{'a': 1}", '1 2']) {
      expect(await answer('SendTaskSuccess', { taskToken, output })).toMatchObject({ error: 'InvalidOutput' });
    }
    for (const output of [`"${'a'.repeat(262_143)}"`, `"${'é'.repeat(131_072)}"`]) {
      expect(await answer('SendTaskSuccess', { taskToken, output })).toEqual({
        error: 'ValidationException',
        message:
          "1 validation error detected: Value at 'output' failed to satisfy constraint: Member must have size less than or equal to 262144 bytes in UTF-8 encoding",
      });
    }
    const most = `"${'é'.repeat(131_071)}"`;
    expect(await answer('SendTaskSuccess', { taskToken, output: most })).toEqual({});
    expect(await describeIt(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: most });
  });
});

describe('SendTaskFailure', () => {
  it.each([
    [{}, {}],
    [{ error: 'E' }, { error: 'E' }],
    [{ cause: 'only why' }, { cause: 'only why' }],
    [
      { error: 'E'.repeat(256), cause: 'C'.repeat(32_768) },
      { error: 'E'.repeat(256), cause: 'C'.repeat(32_768) },
    ],
  ])('fails the task with what it says %#', async (said, shown) => {
    const executionArn = await start();
    await answer('SendTaskFailure', { taskToken: await token(), ...said });
    const { error, cause } = await describeIt(executionArn);
    expect({ error, cause }).toEqual({ error: undefined, cause: undefined, ...shown });
  });

  it.each([{ error: 'E'.repeat(257) }, { cause: 'C'.repeat(32_769) }])('refuses what is too long %#', async (said) => {
    await start();
    const refused = await answer('SendTaskFailure', { taskToken: await token(), ...said });
    expect(refused).toMatchObject({ error: 'ValidationException' });
  });
});

it('lives as long as heartbeats come, and no longer than its time', async () => {
  const executionArn = await start();
  const taskToken = await token();
  for (let minute = 0; minute < 59; minute++) {
    clock.advanceBy(59_000);
    expect(await answer('SendTaskHeartbeat', { taskToken })).toEqual({});
  }
  while ((await describeIt(executionArn)).status === 'RUNNING') {
    clock.advanceBy(30_000);
    await answer('SendTaskHeartbeat', { taskToken });
  }
  expect(await describeIt(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
});

describe('RedriveExecution', () => {
  const redrive = (executionArn: string, clientToken?: string) =>
    answer('RedriveExecution', { executionArn, ...(clientToken === undefined ? {} : { clientToken }) });
  const refusal = async (executionArn: string) => {
    const { redriveStatus, redriveStatusReason } = await describeIt(executionArn);
    expect(redriveStatus).toBe('NOT_REDRIVABLE');
    expect(await redrive(executionArn)).toEqual({
      error: 'ExecutionNotRedrivable',
      message: `Execution Not Redrivable: '${redriveStatusReason}'`,
    });
    return redriveStatusReason;
  };

  it('appends to the history, counts, and keeps what it began with', async () => {
    const executionArn = await start();
    await token();
    for (let count = 1; count <= 3; count++) {
      await answer('StopExecution', { executionArn, error: 'Stopped', cause: 'why' });
      const stopped = await describeIt(executionArn);
      expect(stopped).toMatchObject({ error: 'Stopped', cause: 'why', redriveStatus: 'REDRIVABLE' });
      expect(stopped.redriveStatusReason).toBeUndefined();
      clock.advanceBy(1000);
      const { redriveDate } = await redrive(executionArn);
      await token(count + 1);
      const running = await describeIt(executionArn);
      expect(running).toMatchObject({
        status: 'RUNNING',
        startDate: stopped.startDate,
        input: '{}',
        redriveCount: count,
        redriveDate,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
      });
      expect(running).not.toHaveProperty('stopDate', expect.anything());
    }
    const all = await events(executionArn);
    expect(all.slice(0, 3).map(({ type }) => type)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'TaskScheduled']);
    const redriven = all.filter(({ type }) => type === 'ExecutionRedriven');
    expect(redriven).toEqual(
      [1, 2, 3].map((redriveCount) => expect.objectContaining({ executionRedrivenEventDetails: { redriveCount } })),
    );
    for (const { id, previousEventId } of redriven) expect(previousEventId).toBe(id - 1);
  });

  it('takes up what timed out, with a whole time before it again', async () => {
    const executionArn = await start({ ...ask, TimeoutSeconds: 30 });
    await token();
    clock.advanceBy(31_000);
    await status(executionArn, 'TIMED_OUT');
    const { error, cause } = await describeIt(executionArn);
    expect({ error, cause }).toEqual({});
    expect((await events(executionArn)).at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      previousEventId: 0,
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
    await redrive(executionArn);
    await token(2);
    clock.advanceBy(29_000);
    expect(await describeIt(executionArn)).toMatchObject({ status: 'RUNNING' });
    clock.advanceBy(2000);
    await status(executionArn, 'TIMED_OUT');
  });

  it('is one redrive however often it is asked with one token within a quarter of an hour, also after a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'states-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const dataFile = join(folder, 'states.db');
    await states.close();
    states = await open(dataFile);
    const executionArn = await start();
    await token();
    await answer('StopExecution', { executionArn });
    const first = await redrive(executionArn, 'once');
    clock.advanceBy(50_000);
    expect(await redrive(executionArn, 'once')).toEqual(first);
    await states.close();
    states = await open(dataFile);
    expect(await redrive(executionArn, 'once')).toEqual(first);
    expect(await redrive(executionArn, 'twice')).toMatchObject({ error: 'ExecutionNotRedrivable' });
    expect(await describeIt(executionArn)).toMatchObject({ redriveCount: 1 });
    clock.advanceBy(15 * 60_000);
    await status(executionArn, 'FAILED');
    expect(await redrive(executionArn, 'once')).not.toEqual(first);
    expect(await describeIt(executionArn)).toMatchObject({ redriveCount: 2 });
  });

  it('refuses what runs, succeeded, or ended too long ago', async () => {
    const executionArn = await start();
    expect(await refusal(executionArn)).toBe('Execution is RUNNING and cannot be redriven');
    await answer('SendTaskSuccess', { taskToken: await token(), output: '1' });
    expect(await refusal(executionArn)).toBe('Execution is SUCCEEDED and cannot be redriven');
    const old = await start();
    await answer('StopExecution', { executionArn: old });
    clock.advanceBy(14 * DAY_MS);
    expect((await describeIt(old)).redriveStatus).toBe('REDRIVABLE');
    clock.advanceBy(1);
    expect(await refusal(old)).toBe('Execution redrivable period exceeded');
  });

  it('refuses what would have no room in its history', async () => {
    const loop = {
      StartAt: 'A',
      States: {
        A: { Type: 'Choice', Choices: [{ Variable: '$.done', IsPresent: true, Next: 'B' }], Default: 'A' },
        B: { Type: 'Succeed' },
      },
    };
    const executionArn = await start(loop);
    await status(executionArn, 'FAILED');
    expect(await refusal(executionArn)).toBe('Execution history event limit exceeded');
  });
});
