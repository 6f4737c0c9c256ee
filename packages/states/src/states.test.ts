import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExecutionEnded } from './runtime/ended-notices.ts';
import { type LambdaHandler, lambdaHandlers } from './runtime/lambda-handlers.ts';
import { ManualClock } from './runtime/manual-clock.ts';
import { createStates, type States, type StatesOptions } from './states.ts';

const ROLE = 'arn:aws:iam::123456789012:role/states';
const START_MS = Date.UTC(2026, 0, 5, 8);

/** Waits for a person, then says how it went. */
const callbackMachine = {
  StartAt: 'Prepare',
  States: {
    Prepare: { Type: 'Pass', Next: 'Ask' },
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'ask', Payload: { 'input.$': '$', 'TaskToken.$': '$$.Task.Token' } },
      TimeoutSeconds: 604_800,
      HeartbeatSeconds: 86_400,
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'TooLate' }],
      End: true,
    },
    TooLate: { Type: 'Pass', Result: 'too late', End: true },
  },
};

describe('an engine in this process, through the AWS SDK', () => {
  let folder: string;
  let clock: ManualClock;
  let states: States;
  let sfn: SFNClient;
  let tokens: string[];
  let calls: string[];
  let ended: ExecutionEnded[];
  let functions: Record<string, LambdaHandler>;

  const options = (): StatesOptions => ({
    dataFile: join(folder, 'states.db'),
    clock,
    accountId: '123456789012',
    region: 'eu-west-1',
    invokeLambda: lambdaHandlers({
      find: (name) => functions[name],
      region: 'eu-west-1',
      account: '123456789012',
      newId: () => 'request',
    }),
    onExecutionEnded: (notice) => {
      ended.push(notice);
    },
  });
  const open = async (): Promise<void> => {
    states = await createStates(options());
    sfn = new SFNClient(states.clientConfig);
  };
  const reopen = async (): Promise<void> => {
    await states.close();
    await open();
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'states-'));
    clock = new ManualClock(START_MS);
    tokens = [];
    calls = [];
    ended = [];
    functions = {
      ask: (event: { TaskToken: string }) => {
        tokens.push(event.TaskToken);
        return { asked: true };
      },
      double: (event: { n: number }, context) => {
        calls.push(context.clientContext?.custom.idempotencyKey ?? '');
        return event.n * 2;
      },
    };
    await open();
  });
  afterEach(async () => {
    await states.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const create = async (definition: object, name = 'machine'): Promise<string> => {
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn: ROLE }),
    );
    return stateMachineArn!;
  };
  const start = async (stateMachineArn: string, input: object = {}, name?: string): Promise<string> => {
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), ...(name ? { name } : {}) }),
    );
    return executionArn!;
  };
  const describeIt = (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn }));
  const eventTypes = async (executionArn: string): Promise<string[]> => {
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    expect(events!.map(({ id }) => id)).toEqual(events!.map((_, index) => index + 1));
    return events!.map(({ type }) => type!);
  };
  const waitFor = async <T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> => {
    for (const endMs = Date.now() + 60_000; Date.now() < endMs; ) {
      const found = await look();
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new TypeError('waited in vain');
  };
  const endOf = (executionArn: string) =>
    waitFor(async () => {
      const described = await describeIt(executionArn);
      return described.status !== 'RUNNING' && described;
    });
  const waiting = async (executionArn: string): Promise<string> => {
    await waitFor(async () => (await eventTypes(executionArn)).includes('TaskSubmitted'));
    return tokens.at(-1)!;
  };
  const nameOf = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'no error',
      (error: Error) => error.name,
    );

  it('runs a machine to its end within StartExecution', async () => {
    const machine = await create({ StartAt: 'A', States: { A: { Type: 'Pass', Result: { b: 1 }, End: true } } });
    expect(machine).toBe('arn:aws:states:eu-west-1:123456789012:stateMachine:machine');
    const execution = await start(machine, { a: 'O’Brien 李 🦉' });
    const described = await describeIt(execution);
    expect(described).toMatchObject({
      status: 'SUCCEEDED',
      input: '{"a":"O’Brien 李 🦉"}',
      output: '{"b":1}',
      startDate: new Date(START_MS),
      stopDate: new Date(START_MS),
      stateMachineArn: machine,
    });
    expect(await eventTypes(execution)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('calls a function and goes on with its answer', async () => {
    const machine = await create({
      StartAt: 'Double',
      States: {
        Double: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Parameters: { FunctionName: 'double', 'Payload.$': '$' },
          ResultSelector: { 'twice.$': '$.Payload' },
          End: true,
        },
      },
    });
    const execution = await start(machine, { n: 21 });
    expect(await endOf(execution)).toMatchObject({ status: 'SUCCEEDED', output: '{"twice":42}' });
    expect(calls).toHaveLength(1);
    expect(await waitFor(() => ended[0])).toMatchObject({
      executionArn: execution,
      status: 'SUCCEEDED',
      output: '{"twice":42}',
    });
  });

  it('waits for a callback on disk, across a restart, and ends with its output', async () => {
    const execution = await start(await create(callbackMachine), { incident: 7 });
    const token = await waiting(execution);
    await reopen();
    expect(states.stats()).toMatchObject({ running: 1, resident: 0, openTimers: 1 });
    await sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"passed":true}' }));
    expect(await describeIt(execution)).toMatchObject({ status: 'SUCCEEDED', output: '{"passed":true}' });
    expect(states.stats()).toMatchObject({ running: 0, openTimers: 0 });
    expect(await eventTypes(execution)).toContain('TaskSucceeded');
  });

  it('refuses a token that was used, altered, or issued by another engine', async () => {
    const execution = await start(await create(callbackMachine));
    const taskToken = await waiting(execution);
    const success = (token: string) => sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '1' }));
    expect(await nameOf(success(`${taskToken.slice(0, -4)}AAAA`))).toBe('InvalidToken');
    expect(await nameOf(success('nonsense'))).toBe('InvalidToken');
    expect(await nameOf(sfn.send(new SendTaskSuccessCommand({ taskToken, output: 'not json' })))).toBe('InvalidOutput');
    const other = await createStates();
    expect(
      await nameOf(new SFNClient(other.clientConfig).send(new SendTaskSuccessCommand({ taskToken, output: '1' }))),
    ).toBe('InvalidToken');
    await other.close();
    await success(taskToken);
    expect(await nameOf(success(taskToken))).toBe('TaskTimedOut');
    expect(await nameOf(sfn.send(new SendTaskHeartbeatCommand({ taskToken })))).toBe('TaskTimedOut');
    expect(await describeIt(execution)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
  });

  it('takes exactly one of a hundred callbacks that come at once', async () => {
    const execution = await start(await create(callbackMachine));
    const taskToken = await waiting(execution);
    const names = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        nameOf(sfn.send(new SendTaskSuccessCommand({ taskToken, output: String(n) }))),
      ),
    );
    expect(names.filter((name) => name === 'no error')).toHaveLength(1);
    expect(names.filter((name) => name === 'TaskTimedOut')).toHaveLength(99);
    expect((await describeIt(execution)).output).toBe(String(names.indexOf('no error')));
  });

  it('takes a callback that comes before the function has returned', async () => {
    functions.ask = async (event: { TaskToken: string }) => {
      calls.push(event.TaskToken);
      await sfn.send(new SendTaskSuccessCommand({ taskToken: event.TaskToken, output: '"at once"' }));
      return { asked: true };
    };
    const execution = await start(await create(callbackMachine));
    expect(await endOf(execution)).toMatchObject({ status: 'SUCCEEDED', output: '"at once"' });
    expect(await eventTypes(execution)).not.toContain('TaskSubmitted');
    await reopen();
    expect(states.stats()).toMatchObject({ running: 0, openTimers: 0, runningTasks: 0 });
    expect(calls).toHaveLength(1);
  });

  it('gives handlers at work time to end when it closes, and keeps their answers', async () => {
    functions.double = async (event: { n: number }) => {
      calls.push('called');
      await new Promise((resolve) => setTimeout(resolve, 50));
      return event.n * 2;
    };
    const machine = await create({
      StartAt: 'Work',
      States: { Work: { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:double', End: true } },
    });
    const execution = await start(machine, { n: 4 });
    await states.close({ graceMs: 5000 });
    await open();
    expect(await describeIt(execution)).toMatchObject({ status: 'SUCCEEDED', output: '8' });
    expect(calls).toHaveLength(1);
  });

  it('times out after its days, also those that passed while the process was down', async () => {
    const machine = await create(callbackMachine);
    const execution = await start(machine);
    const taskToken = await waiting(execution);
    clock.advanceBy(86_399_000);
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    clock.advanceBy(86_399_000);
    expect((await describeIt(execution)).status).toBe('RUNNING');
    await states.close();
    clock.advanceBy(10 * 86_400_000);
    await open();
    clock.advanceBy(0);
    expect(await endOf(execution)).toMatchObject({ status: 'SUCCEEDED', output: '"too late"' });
    expect(await nameOf(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' })))).toBe('TaskTimedOut');
    expect(await eventTypes(execution)).toContain('TaskTimedOut');
  });

  it('fails with the error that a callback brings', async () => {
    const execution = await start(await create(callbackMachine));
    const taskToken = await waiting(execution);
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'Withdrawn', cause: 'by the officer' }));
    expect(await describeIt(execution)).toMatchObject({
      status: 'FAILED',
      error: 'Withdrawn',
      cause: 'by the officer',
    });
    expect(await waitFor(() => ended[0])).toMatchObject({ status: 'FAILED', error: 'Withdrawn' });
  });

  it('stops while it waits, and is redriven', async () => {
    const execution = await start(await create(callbackMachine), { a: 1 });
    const first = await waiting(execution);
    clock.advanceBy(1000);
    const { stopDate } = await sfn.send(
      new StopExecutionCommand({ executionArn: execution, error: 'Stopped', cause: 'a mistake' }),
    );
    expect(stopDate).toEqual(new Date(START_MS + 1000));
    expect(await describeIt(execution)).toMatchObject({
      status: 'ABORTED',
      error: 'Stopped',
      redriveStatus: 'REDRIVABLE',
    });
    expect(states.stats().openTimers).toBe(0);
    expect(await nameOf(sfn.send(new SendTaskSuccessCommand({ taskToken: first, output: '1' })))).toBe('TaskTimedOut');
    await sfn.send(new RedriveExecutionCommand({ executionArn: execution }));
    const second = await waitFor(() => tokens[1]);
    expect(second).not.toBe(first);
    await sfn.send(new SendTaskSuccessCommand({ taskToken: second, output: '2' }));
    expect(await describeIt(execution)).toMatchObject({ status: 'SUCCEEDED', output: '2', redriveCount: 1 });
    expect(await nameOf(sfn.send(new RedriveExecutionCommand({ executionArn: execution })))).toBe(
      'ExecutionNotRedrivable',
    );
  });

  it('starts an execution of one name once, however often it is asked', async () => {
    const machine = await create(callbackMachine);
    const arns = await Promise.all(Array.from({ length: 20 }, () => start(machine, { n: 1 }, 'incident-1')));
    expect(new Set(arns)).toEqual(new Set(['arn:aws:states:eu-west-1:123456789012:execution:machine:incident-1']));
    expect(states.stats().running).toBe(1);
    expect(await start(machine, { n: 1 }, 'incident-1')).toBe(arns[0]);
    expect(await nameOf(start(machine, { n: 2 }, 'incident-1'))).toBe('ExecutionAlreadyExists');
    await sfn.send(new StopExecutionCommand({ executionArn: arns[0] }));
    expect(await nameOf(start(machine, { n: 1 }, 'incident-1'))).toBe('ExecutionAlreadyExists');
  });

  it('calls a task again whose answer was lost, with the same key', async () => {
    let answer: (value: unknown) => void = () => undefined;
    functions.double = (_event: never, context) => {
      calls.push(context.clientContext?.custom.idempotencyKey ?? '');
      return calls.length === 1 ? new Promise((resolve) => (answer = resolve)) : 'second';
    };
    const machine = await create({
      StartAt: 'Work',
      States: { Work: { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:double', End: true } },
    });
    const execution = await start(machine);
    await waitFor(() => calls.length === 1);
    await reopen();
    expect(await endOf(execution)).toMatchObject({ status: 'SUCCEEDED', output: '"second"' });
    answer('first');
    expect(calls).toHaveLength(2);
    expect(calls[0]).toBe(calls[1]);
  });

  it('goes on with an endless loop in slices, while others run', async () => {
    const endless = await create(
      {
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', Next: 'B' },
          B: { Type: 'Choice', Choices: [{ Variable: '$.done', IsPresent: true, Next: 'C' }], Default: 'A' },
          C: { Type: 'Succeed' },
        },
      },
      'endless',
    );
    const quick = await create({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }, 'quick');
    const looping = await start(endless);
    expect((await endOf(await start(quick))).status).toBe('SUCCEEDED');
    const { status, error } = await endOf(looping);
    expect([status, error]).toEqual(['FAILED', 'States.Runtime']);
  });

  it('tells of every end again when the host did not take it', async () => {
    await states.close();
    let refusals = 2;
    states = await createStates({
      ...options(),
      onExecutionEnded: async (notice) => {
        if (refusals-- > 0) throw new TypeError('not now');
        ended.push(notice);
      },
    });
    sfn = new SFNClient(states.clientConfig);
    const execution = await start(await create({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }));
    await waitFor(() => {
      clock.advanceBy(1000);
      return ended.length > 0;
    });
    expect(ended.map(({ executionArn }) => executionArn)).toEqual([execution]);
  });

  it('tells of the ends that the host asked for, and of no others', async () => {
    await states.close();
    states = await createStates({ ...options(), endedStatuses: ['FAILED', 'ABORTED'] });
    sfn = new SFNClient(states.clientConfig);
    const fails = await create({ StartAt: 'A', States: { A: { Type: 'Fail', Error: 'No' } } }, 'fails');
    const succeeds = await create({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }, 'succeeds');
    await endOf(await start(succeeds));
    const failed = await start(fails);
    await endOf(await start(succeeds));
    await waitFor(() => ended.length > 0);
    expect(ended.map(({ executionArn, error }) => [executionArn, error])).toEqual([[failed, 'No']]);
  });

  it('lists executions by page and status', async () => {
    const machine = await create(callbackMachine);
    const arns: string[] = [];
    for (let n = 0; n < 5; n++) arns.push(await start(machine, { n }));
    await sfn.send(new StopExecutionCommand({ executionArn: arns[2]! }));
    const list = async (more: object) => {
      const { executions, nextToken } = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn: machine, ...more }),
      );
      return { arns: executions!.map(({ executionArn }) => executionArn), nextToken };
    };
    const first = await list({ maxResults: 3 });
    expect(first.arns).toEqual([arns[4], arns[3], arns[2]]);
    const second = await list({ maxResults: 3, nextToken: first.nextToken });
    expect(second).toEqual({ arns: [arns[1], arns[0]], nextToken: undefined });
    expect((await list({ statusFilter: 'ABORTED' })).arns).toEqual([arns[2]]);
    expect((await list({ statusFilter: 'RUNNING' })).arns).toEqual([arns[4], arns[3], arns[1], arns[0]]);
  });

  it('pages through a history in both directions', async () => {
    const machine = await create(callbackMachine);
    const execution = await start(machine);
    const taskToken = await waiting(execution);
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
    const read = async (reverseOrder: boolean): Promise<number[]> => {
      const ids: number[] = [];
      for (let nextToken: string | undefined; ; ) {
        const page = await sfn.send(
          new GetExecutionHistoryCommand({ executionArn: execution, reverseOrder, maxResults: 2, nextToken }),
        );
        ids.push(...page.events!.map(({ id }) => id!));
        nextToken = page.nextToken;
        if (!nextToken) return ids;
      }
    };
    const ids = await read(false);
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    expect(await read(true)).toEqual([...ids].reverse());
    const bare = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn: execution, includeExecutionData: false }),
    );
    expect(JSON.stringify(bare.events)).not.toContain(taskToken);
  });
});
