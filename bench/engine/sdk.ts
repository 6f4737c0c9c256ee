// What the AWS SDK adds to a call: the same operations through an SFNClient with the in-process handler, and at the library's door.
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Measured, PartOptions } from '../harness/benchmark.ts';
import { doAll, ratePerSecond } from '../harness/load.ts';
import { input, rowOfStates } from './machines.ts';
import { machineOf, openEngine } from './open.ts';

const CALLS = 4000;
const AT_ONCE = 512;
const MEASURED_S = 3;

export async function sdk({ folder }: PartOptions): Promise<Measured> {
  const states = await openEngine(folder);
  const client = new SFNClient(states.clientConfig);
  const stateMachineArn = await machineOf(states, 'row', rowOfStates());
  const { executionArn } = await states.operations.startExecution({ stateMachineArn, input: input(0) });
  const described = {
    door: () => states.operations.describeExecution({ executionArn, includedData: 'METADATA_ONLY' }),
    client: () => client.send(new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' })),
  };
  const started = {
    door: (index: number) => states.operations.startExecution({ stateMachineArn, input: input(index) }),
    client: (index: number) => client.send(new StartExecutionCommand({ stateMachineArn, input: input(index) })),
  };
  // Once to warm up, once to measure.
  const usOf = async (call: () => Promise<unknown>): Promise<number> => {
    await doAll(CALLS, 1, call);
    return ((await doAll(CALLS, 1, call)) * 1_000_000) / CALLS;
  };
  const doorUs = await usOf(described.door);
  const sdkUs = await usOf(described.client);
  const rateOf = async (call: (index: number) => Promise<unknown>): Promise<number> => {
    await ratePerSecond(1, AT_ONCE, call);
    return ratePerSecond(MEASURED_S, AT_ONCE, call);
  };
  const doorPerSecond = await rateOf(started.door);
  const sdkPerSecond = await rateOf(started.client);
  client.destroy();
  await states.close();
  return { doorUs, sdkUs, sdkOverheadUs: sdkUs - doorUs, doorPerSecond, sdkPerSecond };
}
