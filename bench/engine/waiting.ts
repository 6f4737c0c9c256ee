// Very many executions that wait for a callback: what they cost on disk, and what a process that opens them needs.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured, PartOptions } from '../harness/benchmark.ts';
import { doAll, pause, until } from '../harness/load.ts';
import { MIB } from '../harness/statistics.ts';
import type { Asked } from './callback.ts';
import { callback, input } from './machines.ts';
import { dataFile, functionThat, machineOf, openEngine } from './open.ts';

const AT_ONCE = 512;
const PATIENCE_MS = 60_000;
const SETTLE_MS = 3000;
const ANSWERED_AFTERWARDS = 100;

/** Starts them and leaves the tokens of the last few for whoever opens the file next. */
export async function fill({ folder, count }: PartOptions): Promise<Measured> {
  const tokens: string[] = [];
  let asked = 0;
  const states = await openEngine(
    folder,
    functionThat((payload) => {
      const { number, token } = JSON.parse(payload) as Asked;
      asked += 1;
      if (number >= count - ANSWERED_AFTERWARDS) tokens.push(token);
    }),
  );
  const stateMachineArn = await machineOf(states, 'callback', callback());
  const seconds = await doAll(count, AT_ONCE, (number) =>
    states.operations.startExecution({ stateMachineArn, input: input(number) }),
  );
  await until('handing out all tokens', () => asked === count && states.stats().runningTasks === 0, PATIENCE_MS);
  const fillRss = process.memoryUsage().rss;
  await states.close({ graceMs: PATIENCE_MS });
  writeFileSync(join(folder, 'tokens.json'), JSON.stringify(tokens));
  return {
    fillPerSecond: count / seconds,
    fillRssMib: fillRss / MIB,
    waitingDiskBytes: statSync(dataFile(folder)).size / count,
  };
}

/** Opens the file in a process that has done nothing else, and sees that what waits goes on. */
export async function reopen({ folder, count }: PartOptions): Promise<Measured> {
  const openedMs = performance.now();
  const states = await openEngine(
    folder,
    functionThat(() => undefined),
  );
  const readyMs = performance.now();
  await pause(SETTLE_MS);
  const { rss } = process.memoryUsage();
  const { running } = states.stats();
  if (running !== count) throw new RangeError(`${running} executions wait, not ${count}`);
  const tokens = JSON.parse(readFileSync(join(folder, 'tokens.json'), 'utf8')) as string[];
  await doAll(tokens.length, 1, (index) =>
    states.operations.sendTaskSuccess({ taskToken: tokens[index] ?? '', output: '{}' }),
  );
  if (states.stats().running !== count - tokens.length) throw new RangeError('answers did not end what waited');
  await states.close();
  return {
    waitingRssMib: rss / MIB,
    waitingOpenS: (readyMs - openedMs) / 1000,
    // From the start of the process, the library's loading included.
    waitingReadyS: readyMs / 1000,
  };
}
