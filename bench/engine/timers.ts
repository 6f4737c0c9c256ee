// Waits that end within one second: how late each does.
import type { States } from 'states';
import type { Measured, PartOptions } from '../harness/benchmark.ts';
import { doAll, until } from '../harness/load.ts';
import { percentile } from '../harness/statistics.ts';
import { wait, waitThenCall } from './machines.ts';
import { functionThat, machineOf, openEngine } from './open.ts';

const AT_ONCE = 512;
/** Time to start them all before the first is due, for each thousand of them. */
const LEAD_MS_PER_THOUSAND = 1000;
const WITHIN_MS = 1000;
const PATIENCE_MS = 60_000;

/** From the moment that a wait was to end until it did, by its history. */
export async function ends({ folder, count }: PartOptions): Promise<Measured> {
  const states = await openEngine(folder);
  const stateMachineArn = await machineOf(states, 'wait', wait());
  const started = await startAll(states, stateMachineArn, count);
  await allEnd(states, started.at(-1)?.dueMs ?? 0);
  const lateMs: number[] = [];
  for (const { executionArn, dueMs } of started) {
    const { events } = await states.operations.getExecutionHistory({ executionArn });
    const exited = events.find(({ type }) => type === 'WaitStateExited');
    lateMs.push(Math.round((exited?.timestamp ?? Number.NaN) * 1000) - dueMs);
  }
  await states.close();
  return {
    endMedianMs: percentile(lateMs, 0.5),
    endP99Ms: percentile(lateMs, 0.99),
    endWorstMs: Math.max(...lateMs),
    early: lateMs.filter((late) => late < 0).length,
  };
}

/** From the moment that a wait was to end until the function after it is called, which is when the wait's end is durable. */
export async function calls({ folder, count }: PartOptions): Promise<Measured> {
  const lateMs: number[] = [];
  const states = await openEngine(
    folder,
    functionThat((payload) => {
      lateMs.push(Date.now() - (JSON.parse(payload) as Due).dueMs);
    }),
  );
  const started = await startAll(states, await machineOf(states, 'wait', waitThenCall()), count);
  await allEnd(states, started.at(-1)?.dueMs ?? 0);
  await states.close();
  if (lateMs.length !== count) throw new RangeError(`${lateMs.length} functions were called for ${count} waits`);
  return { callMedianMs: percentile(lateMs, 0.5), callP99Ms: percentile(lateMs, 0.99) };
}

interface Due {
  readonly dueMs: number;
}

/** All are waiting before the first is due. */
async function startAll(
  states: States,
  stateMachineArn: string,
  count: number,
): Promise<(Due & { executionArn: string })[]> {
  const started: (Due & { executionArn: string })[] = [];
  const firstMs = Date.now() + 2000 + (count / 1000) * LEAD_MS_PER_THOUSAND;
  await doAll(count, AT_ONCE, async (number) => {
    const dueMs = firstMs + Math.floor((number * WITHIN_MS) / count);
    const input = JSON.stringify({ dueMs, dueAt: new Date(dueMs).toISOString() });
    const { executionArn } = await states.operations.startExecution({ stateMachineArn, input });
    started.push({ dueMs, executionArn });
  });
  if (Date.now() >= firstMs) throw new RangeError('the first timers were due before the last were set');
  return started;
}

async function allEnd(states: States, lastDueMs: number): Promise<void> {
  const isOver = (): boolean => Date.now() > lastDueMs + WITHIN_MS && states.stats().running === 0;
  await until('the end of all executions', isOver, lastDueMs - Date.now() + PATIENCE_MS);
}
