// Start, token, SendTaskSuccess, done: two durable steps an execution.
import type { Measured, PartOptions } from '../harness/benchmark.ts';
import { ratePerSecond } from '../harness/load.ts';
import { callback, input } from './machines.ts';
import { functionThat, machineOf, openEngine } from './open.ts';

const AT_ONCE = 512;
const WARM_UP_S = 2;
const MEASURED_S = 5;

/** What the function is sent. */
export interface Asked {
  readonly number: number;
  readonly token: string;
}

export async function callbacks({ folder }: PartOptions): Promise<Measured> {
  const waiting = new Map<number, (token: string) => void>();
  const states = await openEngine(
    folder,
    functionThat((payload) => {
      const { number, token } = JSON.parse(payload) as Asked;
      waiting.get(number)?.(token);
      waiting.delete(number);
    }),
  );
  const stateMachineArn = await machineOf(states, 'callback', callback());
  let started = 0;
  const one = async (): Promise<void> => {
    const number = started++;
    const token = new Promise<string>((resolve) => waiting.set(number, resolve));
    await states.operations.startExecution({ stateMachineArn, input: input(number) });
    await states.operations.sendTaskSuccess({ taskToken: await token, output: '{"ok":true}' });
  };
  await ratePerSecond(WARM_UP_S, AT_ONCE, one);
  const cpuBefore = process.cpuUsage();
  const before = started;
  const perSecond = await ratePerSecond(MEASURED_S, AT_ONCE, one);
  const { user, system } = process.cpuUsage(cpuBefore);
  const { running } = states.stats();
  await states.close();
  if (running > 0) throw new RangeError(`${running} executions did not end with their callback`);
  return { callbackPerSecond: perSecond, callbackCpuUs: (user + system) / (started - before) };
}
