import { afterEach, beforeEach, expect, it } from 'vitest';
import { ManualClock } from './runtime/manual-clock.ts';
import { createStates, type States } from './states.ts';

const roleArn = 'arn:aws:iam::123456789012:role/r';
const call = (next: string) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'function' },
  Next: next,
});
/** A function, a wait for a token, a function, a minute, a function. */
const definition = JSON.stringify({
  StartAt: 'First',
  States: {
    First: call('Ask'),
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'function', Payload: { 'token.$': '$$.Task.Token' } },
      Next: 'Second',
    },
    Second: call('Minute'),
    Minute: { Type: 'Wait', Seconds: 60, Next: 'Third' },
    Third: call('Done'),
    Done: { Type: 'Succeed' },
  },
});

let clock: ManualClock;
let states: States;
let headers: (string | undefined)[];
let token: string | undefined;
let stateMachineArn: string;
beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 0, 5));
  headers = [];
  token = undefined;
  states = await createStates({
    clock,
    invokeLambda: async ({ payload, context }) => {
      headers.push(context.traceHeader);
      token = (JSON.parse(payload) as { token?: string }).token ?? token;
      return { statusCode: 200, payload: '{}' };
    },
    traceOfTimer: (executionArn) => `Root=timer;Of=${executionArn.split(':').at(-1)}`,
  });
  const made = (await ask('CreateStateMachine', { name: 'm', definition, roleArn })) as { stateMachineArn: string };
  stateMachineArn = made.stateMachineArn;
});
afterEach(() => states.close());

async function ask(action: string, body: object, traceHeader?: string): Promise<unknown> {
  const response = await states.handle(
    new Request('http://states/', {
      method: 'POST',
      headers: {
        'x-amz-target': `AWSStepFunctions.${action}`,
        ...(traceHeader === undefined ? {} : { 'x-amzn-trace-id': traceHeader }),
      },
      body: JSON.stringify(body),
    }),
  );
  expect(response.status).toBe(200);
  return response.json();
}

it('tells functions the trace of what made the execution go on: its start, a callback, a timer', async () => {
  const started = (await ask('StartExecution', { stateMachineArn, name: 'e' }, 'Root=start')) as {
    executionArn: string;
  };
  await expect.poll(() => headers.length).toBe(2);
  expect(headers).toEqual(['Root=start', 'Root=start']);
  expect(await ask('DescribeExecution', started)).toMatchObject({ traceHeader: 'Root=start' });

  await ask('SendTaskSuccess', { taskToken: token, output: '{}' }, 'Root=callback');
  await expect.poll(() => headers.length).toBe(3);
  expect(headers[2]).toBe('Root=callback');

  await expect.poll(() => states.stats().openTimers).toBe(1);
  clock.advanceBy(60_000);
  await expect.poll(() => headers.length).toBe(4);
  expect(headers[3]).toBe('Root=timer;Of=e');
});

it('tells functions nothing where whoever made the execution go on is not traced', async () => {
  await ask('StartExecution', { stateMachineArn }, 'Root=start');
  await expect.poll(() => headers.length).toBe(2);
  await ask('SendTaskSuccess', { taskToken: token, output: '{}' });
  await expect.poll(() => headers.length).toBe(3);
  expect(headers[2]).toBeUndefined();
});

it('takes the header that a start names before the one it came with, and none that is too long', async () => {
  await ask('StartExecution', { stateMachineArn, traceHeader: 'Root=named' }, 'Root=start');
  await expect.poll(() => headers.length).toBe(2);
  expect(headers[0]).toBe('Root=named');
  await ask('StartExecution', { stateMachineArn }, `Root=${'x'.repeat(256)}`);
  await expect.poll(() => headers.length).toBe(4);
  expect(headers[2]).toBeUndefined();
});
