// The AWS SDK over a socket, with nothing of ours between it and the engine.
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as sdk from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStates, type States } from './states.ts';

const roleArn = 'arn:aws:iam::123456789012:role/r';
const pass = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
const tokens = new Map<string, string>();

let states: States;
let server: Server;
let sfn: sdk.SFN;
beforeAll(async () => {
  states = await createStates({
    accountId: '123456789012',
    invokeLambda: async ({ payload }) => {
      const { name, token } = JSON.parse(payload) as { name: string; token: string };
      tokens.set(name, token);
      return { statusCode: 200, payload: '{}' };
    },
  });
  server = states.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  sfn = new sdk.SFN({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  sfn.destroy();
  server.close();
  await states.close();
});

const create = async (name: string, definition: string): Promise<string> =>
  (await sfn.createStateMachine({ name, definition, roleArn })).stateMachineArn!;

async function tokenOf(name: string, unlike?: string): Promise<string> {
  await expect.poll(() => tokens.has(name) && tokens.get(name) !== unlike).toBe(true);
  return tokens.get(name)!;
}

describe('the AWS SDK over the wire', () => {
  it('creates, starts, describes and reads histories, with dates and pages', async () => {
    const stateMachineArn = await create('plain', pass);
    const { executionArn, startDate } = await sfn.startExecution({ stateMachineArn, name: 'e', input: '{"a":1}' });
    expect(startDate).toBeInstanceOf(Date);
    const described = await sfn.describeExecution({ executionArn: executionArn! });
    expect(described).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}', startDate });
    const ids: (number | undefined)[] = [];
    for await (const page of sdk.paginateGetExecutionHistory(
      { client: sfn, pageSize: 3 },
      { executionArn: executionArn! },
    ))
      ids.push(...(page.events ?? []).map(({ id }) => id));
    expect(ids).toEqual([1, 2, 3, 4]);
    for (let n = 0; n < 7; n++) await sfn.startExecution({ stateMachineArn, name: `page-${n}` });
    const pages: number[] = [];
    for await (const page of sdk.paginateListExecutions({ client: sfn, pageSize: 3 }, { stateMachineArn }))
      pages.push(page.executions?.length ?? 0);
    expect(pages).toEqual([3, 3, 2]);
  });

  it('calls back, prolongs, stops and redrives', async () => {
    const definition = JSON.stringify({
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          Parameters: {
            FunctionName: 'ask',
            Payload: { 'token.$': '$$.Task.Token', 'name.$': '$$.Execution.Name' },
          },
          HeartbeatSeconds: 600,
          End: true,
        },
      },
    });
    const stateMachineArn = await create('ask', definition);
    const start = async (name: string) => (await sfn.startExecution({ stateMachineArn, name })).executionArn!;
    const yes = await start('yes');
    const taskToken = await tokenOf('yes');
    await sfn.sendTaskHeartbeat({ taskToken });
    await sfn.sendTaskSuccess({ taskToken, output: '"ok"' });
    expect(await sfn.describeExecution({ executionArn: yes })).toMatchObject({ status: 'SUCCEEDED', output: '"ok"' });
    await expect(sfn.sendTaskSuccess({ taskToken, output: '1' })).rejects.toBeInstanceOf(sdk.TaskTimedOut);
    const no = await start('no');
    await sfn.sendTaskFailure({ taskToken: await tokenOf('no'), error: 'E', cause: 'C' });
    expect(await sfn.describeExecution({ executionArn: no })).toMatchObject({
      status: 'FAILED',
      error: 'E',
      cause: 'C',
    });
    const executionArn = await start('stopped');
    const first = await tokenOf('stopped');
    expect((await sfn.stopExecution({ executionArn })).stopDate).toBeInstanceOf(Date);
    expect((await sfn.redriveExecution({ executionArn })).redriveDate).toBeInstanceOf(Date);
    await sfn.sendTaskSuccess({ taskToken: await tokenOf('stopped', first), output: '2' });
    expect(await sfn.describeExecution({ executionArn })).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  });

  it('gets errors of the classes that it has for them, with their members', async () => {
    const stateMachineArn = await create('refusing', pass);
    await sfn.startExecution({ stateMachineArn, name: 'once' });
    const executionArn = 'arn:aws:states:us-east-1:123456789012:execution:refusing:nobody';
    const refused: [Promise<unknown>, new (...args: never[]) => Error][] = [
      [sfn.describeExecution({ executionArn }), sdk.ExecutionDoesNotExist],
      [sfn.startExecution({ stateMachineArn: `${stateMachineArn}x` }), sdk.StateMachineDoesNotExist],
      [sfn.startExecution({ stateMachineArn, name: 'once' }), sdk.ExecutionAlreadyExists],
      [sfn.startExecution({ stateMachineArn, input: '{' }), sdk.InvalidExecutionInput],
      [sfn.startExecution({ stateMachineArn, name: 'a b' }), sdk.InvalidName],
      [sfn.describeExecution({ executionArn: 'no arn' }), sdk.InvalidArn],
      [sfn.createStateMachine({ name: 'x', definition: '{}', roleArn }), sdk.InvalidDefinition],
      [sfn.sendTaskSuccess({ taskToken: 'AAAA', output: '1' }), sdk.InvalidToken],
      [sfn.listExecutions({ stateMachineArn, nextToken: 'made up' }), sdk.InvalidToken],
      [
        sfn.describeActivity({ activityArn: 'arn:aws:states:us-east-1:123456789012:activity:x' }),
        sdk.ActivityDoesNotExist,
      ],
      [sfn.listTagsForResource({ resourceArn: `${stateMachineArn}x` }), sdk.ResourceNotFound],
    ];
    for (const [answer, wanted] of refused) {
      const error = (await answer.catch((thrown: unknown) => thrown)) as sdk.SFNServiceException;
      expect(error).toBeInstanceOf(wanted);
      expect([error.$fault, error.$metadata.httpStatusCode]).toEqual(['client', 400]);
      expect(error.message).not.toBe('');
    }
  });
});
