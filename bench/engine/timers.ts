// Waits that end within one second: from the moment that each was to end until the function after it is called.
import type { Measured, PartOptions } from '../harness/benchmark.ts';
import { doAll, until } from '../harness/load.ts';
import { percentile } from '../harness/statistics.ts';
import { waitThenCall } from './machines.ts';
import { functionThat, machineOf, openEngine } from './open.ts';

const AT_ONCE = 512;
/** Time to start them all before the first is due, for each thousand of them. */
const LEAD_MS_PER_THOUSAND = 1500;
const WITHIN_MS = 1000;
const PATIENCE_MS = 60_000;

export async function timers({ folder, count }: PartOptions): Promise<Measured> {
  const lateMs: number[] = [];
  const states = await openEngine(
    folder,
    functionThat((payload) => {
      lateMs.push(Date.now() - (JSON.parse(payload) as { dueMs: number }).dueMs);
    }),
  );
  const stateMachineArn = await machineOf(states, 'wait', waitThenCall());
  const firstMs = Date.now() + 2000 + (count / 1000) * LEAD_MS_PER_THOUSAND;
  await doAll(count, AT_ONCE, async (number) => {
    const dueMs = firstMs + Math.floor((number * WITHIN_MS) / count);
    const input = JSON.stringify({ dueMs, dueAt: new Date(dueMs).toISOString() });
    await states.operations.startExecution({ stateMachineArn, input });
  });
  if (Date.now() >= firstMs) throw new RangeError('the first timers were due before the last were set');
  await until('the timers', () => lateMs.length >= count, firstMs - Date.now() + PATIENCE_MS);
  await until('the end of all executions', () => states.stats().running === 0, PATIENCE_MS);
  await states.close();
  return {
    timerMedianMs: percentile(lateMs, 0.5),
    timerP99Ms: percentile(lateMs, 0.99),
    timerWorstMs: Math.max(...lateMs),
    timersEarly: lateMs.filter((late) => late < 0).length,
  };
}
