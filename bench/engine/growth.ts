// Whether an execution costs more when many are stored already.
import type { Measured, PartOptions } from '../harness/benchmark.ts';
import { doAll, ratePerSecond } from '../harness/load.ts';
import { input, rowOfStates } from './machines.ts';
import { machineOf, openEngine } from './open.ts';

const AT_ONCE = 512;
const WARM_UP_S = 1.5;
const MEASURED_S = 4;
const FEW = 1000;

export const withFew = (options: PartOptions): Promise<Measured> => costWith(options, FEW, 'few');
export const withMany = (options: PartOptions): Promise<Measured> => costWith(options, options.count, 'many');

async function costWith({ folder }: PartOptions, stored: number, name: string): Promise<Measured> {
  const filling = await openEngine(folder);
  const arn = await machineOf(filling, 'row', rowOfStates());
  await doAll(stored, AT_ONCE, (index) =>
    filling.operations.startExecution({ stateMachineArn: arn, input: input(index) }),
  );
  await filling.close();
  const states = await openEngine(folder);
  let done = 0;
  const one = (index: number): Promise<unknown> => {
    done += 1;
    return states.operations.startExecution({ stateMachineArn: arn, input: input(index) });
  };
  await ratePerSecond(WARM_UP_S, AT_ONCE, one);
  const cpuBefore = process.cpuUsage();
  const doneBefore = done;
  const perSecond = await ratePerSecond(MEASURED_S, AT_ONCE, one);
  const { user, system } = process.cpuUsage(cpuBefore);
  await states.close();
  return { [`${name}Us`]: 1_000_000 / perSecond, [`${name}CpuUs`]: (user + system) / (done - doneBefore) };
}
