import { describe, expect, it } from 'vitest';
import { toWire } from '../history/wire.ts';
import { SimulatedExecution } from './testing/simulated-execution.ts';

const LAMBDA = 'arn:aws:states:::lambda:invoke';
const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:F';

const states = (all: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  StartAt: Object.keys(all)[0],
  States: all,
  ...rest,
});
const done = { Type: 'Succeed' };

describe('Task', () => {
  it('hands the state its answer', async () => {
    const run = await SimulatedExecution.run(
      states({
        T: { Type: 'Task', Resource: FUNCTION, ResultSelector: { 'v.$': '$.value' }, ResultPath: '$.r', End: true },
      }),
      { input: { a: 1 }, answer: () => ({ output: { value: 7, rest: 8 } }) },
    );
    expect(run.output).toEqual({ a: 1, r: { v: 7 } });
    expect(run.types).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('waits for a callback with the token of its context object', async () => {
    const run = await SimulatedExecution.run(
      states({
        T: {
          Type: 'Task',
          Resource: CALLBACK,
          Parameters: { FunctionName: 'f', Payload: { 'input.$': '$', 'TaskToken.$': '$$.Task.Token' } },
          End: true,
        },
      }),
      { input: { a: 1 }, answer: () => ({ output: { StatusCode: 200 } }) },
    );
    expect(run.ended).toBeUndefined();
    expect(JSON.parse(run.tasks[0]?.parameters ?? '')).toEqual({
      FunctionName: 'f',
      Payload: { input: { a: 1 }, TaskToken: 'token-1' },
    });
    expect(run.types.slice(2)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitted']);
    expect(await run.send({ kind: 'task-succeeded', seq: 1, output: '"done"' })).toBe(true);
    expect(run.output).toBe('done');
    expect(run.events.map((event) => toWire(event)).find(({ type }) => type === 'TaskSucceeded')).toMatchObject({
      taskSucceededEventDetails: {
        resource: 'invoke.waitForTaskToken',
        resourceType: 'lambda',
        output: '"done"',
        outputDetails: { truncated: false },
      },
    });
  });

  it('takes a callback that comes before the call was accepted', async () => {
    const run = await SimulatedExecution.run(states({ T: { Type: 'Task', Resource: CALLBACK, End: true } }));
    await run.send({ kind: 'task-succeeded', seq: 1, output: '1' });
    expect(run.ended?.status).toBe('SUCCEEDED');
    expect(await run.send({ kind: 'task-submitted', seq: 1, output: '{}' })).toBe(false);
  });

  it('answers a second or late callback with nothing', async () => {
    const run = await SimulatedExecution.run(
      states({ T: { Type: 'Task', Resource: CALLBACK, Next: 'W' }, W: { Type: 'Wait', Seconds: 9, End: true } }),
    );
    await run.send({ kind: 'task-succeeded', seq: 1, output: '1' });
    const { length } = run.events;
    expect(await run.send({ kind: 'task-succeeded', seq: 1, output: '2' })).toBe(false);
    expect(await run.send({ kind: 'task-failed', seq: 1 })).toBe(false);
    expect(await run.send({ kind: 'task-heartbeat', seq: 1 })).toBe(false);
    expect(await run.send({ kind: 'task-succeeded', seq: 99, output: '2' })).toBe(false);
    expect(run.events).toHaveLength(length);
  });

  it('times out, and then takes no callback', async () => {
    const run = await SimulatedExecution.run(
      states({
        T: {
          Type: 'Task',
          Resource: CALLBACK,
          TimeoutSecondsPath: '$.t',
          Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.e', Next: 'E' }],
          End: true,
        },
        E: done,
      }),
      { input: { t: 30 } },
    );
    expect(run.nowMs - Date.UTC(2026, 0, 1)).toBe(30_000);
    expect(run.output).toEqual({ t: 30, e: { Error: 'States.Timeout', Cause: '' } });
    expect(await run.send({ kind: 'task-succeeded', seq: 1, output: '1' })).toBe(false);
  });

  it('lives as long as heartbeats come', async () => {
    const run = new SimulatedExecution(
      states({ T: { Type: 'Task', Resource: CALLBACK, HeartbeatSeconds: 10, TimeoutSeconds: 60, End: true } }),
    );
    await run.start();
    for (let i = 0; i < 4; i++) {
      run.nowMs += 9_000;
      expect(await run.send({ kind: 'task-heartbeat', seq: 1 })).toBe(true);
    }
    expect(run.ended).toBeUndefined();
    await run.settle();
    expect(run.nowMs - Date.UTC(2026, 0, 1)).toBe(46_000);
    expect(run.ended).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
  });

  it('matches a lost heartbeat under States.Timeout', async () => {
    const run = await SimulatedExecution.run(
      states({
        T: {
          Type: 'Task',
          Resource: CALLBACK,
          HeartbeatSeconds: 1,
          Catch: [
            { ErrorEquals: ['States.TaskFailed'], Next: 'No' },
            { ErrorEquals: ['States.Timeout'], Next: 'Yes' },
          ],
          End: true,
        },
        Yes: done,
        No: { Type: 'Fail' },
      }),
    );
    expect(run.ended?.status).toBe('SUCCEEDED');
  });

  it('refuses an answer above 256 KiB, and lets it be caught', async () => {
    const run = await SimulatedExecution.run(
      states({
        T: { Type: 'Task', Resource: LAMBDA, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }], End: true },
        E: done,
      }),
      { answer: () => ({ output: 'a'.repeat(300_000) }) },
    );
    expect(run.output).toEqual({
      Error: 'States.DataLimitExceeded',
      Cause:
        "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  it('is started by its worker where it is an activity', async () => {
    const activity = 'arn:aws:states:us-east-1:123456789012:activity:A';
    const run = await SimulatedExecution.run(
      states({ T: { Type: 'Task', Resource: activity, HeartbeatSeconds: 5, End: true } }),
    );
    expect(run.types.at(-1)).toBe('ActivityScheduled');
    await run.send({ kind: 'task-started', seq: 1, workerName: 'w' });
    expect(await run.send({ kind: 'task-started', seq: 1, workerName: 'x' })).toBe(false);
    await run.send({ kind: 'task-succeeded', seq: 1, output: '{}' });
    expect(run.types.slice(3)).toEqual([
      'ActivityStarted',
      'ActivitySucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });
});

describe('Retry', () => {
  const retrying = (retry: Record<string, unknown>[], rest: Record<string, unknown> = {}) =>
    states({ T: { Type: 'Task', Resource: LAMBDA, Retry: retry, End: true, ...rest } });

  it('backs off, up to its longest delay', async () => {
    const times: number[] = [];
    const run: SimulatedExecution = new SimulatedExecution(
      retrying([{ ErrorEquals: ['E'], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 4 }]),
      {
        answer: () => {
          times.push((run.nowMs - Date.UTC(2026, 0, 1)) / 1000);
          return { error: 'E', cause: 'again' };
        },
      },
    );
    await run.start();
    await run.settle();
    expect(times).toEqual([0, 2, 8, 18, 28]);
    expect(run.ended).toMatchObject({ status: 'FAILED', error: 'E', cause: 'again' });
    expect(run.tasks.map(({ attempt }) => attempt)).toEqual([0, 1, 2, 3, 4]);
  });

  it('spreads its delays with full jitter', async () => {
    const run = await SimulatedExecution.run(
      retrying([{ ErrorEquals: ['E'], IntervalSeconds: 100, MaxAttempts: 1, JitterStrategy: 'FULL' }]),
      { random: () => 0.25, answer: () => ({ error: 'E' }) },
    );
    expect(run.nowMs - Date.UTC(2026, 0, 1)).toBe(25_000);
  });

  it('counts for each retrier apart', async () => {
    const errors = ['A', 'B', 'A', 'B', 'A'];
    const run = await SimulatedExecution.run(
      retrying([
        { ErrorEquals: ['A'], MaxAttempts: 2 },
        { ErrorEquals: ['B'], MaxAttempts: 2 },
      ]),
      { answer: ({ attempt }) => ({ error: errors[attempt] ?? 'none' }) },
    );
    expect(run.tasks).toHaveLength(5);
    expect(run.ended?.error).toBe('A');
  });

  it('shows the count in the context object', async () => {
    const run = await SimulatedExecution.run(
      retrying([{ ErrorEquals: ['States.TaskFailed'] }], { Parameters: { 'n.$': '$$.State.RetryCount' } }),
      { answer: ({ attempt }) => (attempt < 2 ? { error: 'E' } : { output: attempt }) },
    );
    expect(run.tasks.map(({ parameters }) => parameters)).toEqual(['{"n":0}', '{"n":1}', '{"n":2}']);
    expect(run.output).toBe(2);
  });

  it('neither retries nor catches States.Runtime', async () => {
    const run = await SimulatedExecution.run(
      states({
        T: {
          Type: 'Task',
          Resource: LAMBDA,
          Parameters: { 'x.$': '$.no' },
          Retry: [{ ErrorEquals: ['States.ALL'] }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }],
          End: true,
        },
        E: done,
      }),
    );
    expect(run.ended).toMatchObject({
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'T' (entered at the event id #2). The JSONPath '$.no' specified for the field 'x.$' could not be found in the input '{}'",
    });
  });
});
