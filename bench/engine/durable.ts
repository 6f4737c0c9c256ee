// Executions of thirteen Pass and Choice states, durable before they are answered; the peer beside it; and what the disk alone could do.
import { statSync } from 'node:fs';
import { StateMachine } from 'aws-local-stepfunctions';
import type { States } from 'states';
import type { Measured, PartOptions } from '../harness/benchmark.ts';
import { doAll, pause, ratePerSecond } from '../harness/load.ts';
import { input, rowOfStates, rowOfStatesJsonata } from './machines.ts';
import { dataFile, machineOf, openEngine } from './open.ts';
import { transactionsInLog } from './write-ahead-log.ts';

const AT_ONCE = 512;
const WARM_UP_S = 2;
const MEASURED_S = 5;
const COUNTED = 10_000;
/** The writer moves its log into the file when it has been idle for less than this. */
const IDLE_MS = 500;

export const jsonPath = (options: PartOptions): Promise<Measured> => measureOurs(options, 'jsonPath', rowOfStates());

export const jsonata = (options: PartOptions): Promise<Measured> =>
  measureOurs(options, 'jsonata', rowOfStatesJsonata());

async function measureOurs({ folder }: PartOptions, name: string, definition: object): Promise<Measured> {
  const states = await openEngine(folder);
  const stateMachineArn = await machineOf(states, name, definition);
  let total = 0;
  const one = (index: number): Promise<unknown> => {
    total += 1;
    return states.operations.startExecution({ stateMachineArn, input: input(index) });
  };
  await ratePerSecond(WARM_UP_S, AT_ONCE, one);
  const cpuBefore = process.cpuUsage();
  const totalBefore = total;
  const perSecond = await ratePerSecond(MEASURED_S, AT_ONCE, one);
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuUs = (user + system) / (total - totalBefore);
  await pause(IDLE_MS);
  await doAll(COUNTED, AT_ONCE, one);
  const perTransaction = COUNTED / transactionsInLog(dataFile(folder));
  await checkAllSucceeded(states, stateMachineArn);
  await states.close();
  return {
    [`${name}PerSecond`]: perSecond,
    [`${name}CpuUs`]: cpuUs,
    [`${name}PerTransaction`]: perTransaction,
    [`${name}DiskBytes`]: statSync(dataFile(folder)).size / total,
  };
}

/** A benchmark of failures would be fast and worth nothing. */
async function checkAllSucceeded(states: States, stateMachineArn: string): Promise<void> {
  for (const statusFilter of ['RUNNING', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const) {
    const { executions } = await states.operations.listExecutions({ stateMachineArn, statusFilter, maxResults: 1 });
    if (executions.length > 0) throw new NotAllSucceeded(`there are executions that are ${statusFilter}`);
  }
}

class NotAllSucceeded extends Error {
  readonly code = 'NOT_ALL_SUCCEEDED';
}

/** In memory, without history, JSONPath: all that it offers. */
export async function peer(_options: PartOptions): Promise<Measured> {
  const machine = new StateMachine(rowOfStates() as ConstructorParameters<typeof StateMachine>[0]);
  const one = (index: number): Promise<unknown> => machine.run(JSON.parse(input(index))).result;
  await ratePerSecond(WARM_UP_S, AT_ONCE, one);
  return { peerPerSecond: await ratePerSecond(MEASURED_S, AT_ONCE, one) };
}
