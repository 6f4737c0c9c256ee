// An engine whose disk fills up while it works, with vitest's expectations. For tests.
import { once } from 'node:events';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { Refused, ServedEngine, type Wrapped } from './served-engine.ts';

const STARTS_MAX = 2000;
const CLIENTS = 4;
const input = JSON.stringify({ text: 'x'.repeat(8000) });

/**
 * Works in `wrapped` (which bounds the disk) until a write fails: from then on nothing is acknowledged, and the engine says why and ends. `restart`
 * gives the folder in which the next one, on a disk with room, finds all that was.
 */
export async function surviveFullDisk(data: string, wrapped: Wrapped, restart: () => string): Promise<void> {
  const engine = await ServedEngine.start(data, {}, wrapped);
  const exit = once(engine.child, 'exit');
  const { activityArn } = await engine.call<{ activityArn: string }>('CreateActivity', { name: 'work' });
  const { stateMachineArn } = await engine.call<{ stateMachineArn: string }>('CreateStateMachine', {
    name: 'm',
    definition: JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Task', Resource: activityArn, End: true } } }),
    roleArn: 'arn:aws:iam::123456789012:role/r',
  });
  const acknowledged: string[] = [];
  const refusals: unknown[] = [];
  let afterTheFirst = 0;
  const client = async (number: number): Promise<void> => {
    for (let n = number; n < STARTS_MAX; n += CLIENTS) {
      const isLate = refusals.length > 0;
      try {
        await engine.call('StartExecution', { stateMachineArn, name: `e${n}`, input });
        acknowledged.push(`e${n}`);
        if (isLate) afterTheFirst += 1;
      } catch (error) {
        refusals.push(error);
        // The connection is gone when the engine is.
        if (!(error instanceof Refused)) return;
        expect([error.status, error.type]).toEqual([503, 'ServiceUnavailable']);
      }
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(refusals.length).toBeGreaterThan(0);
  expect(afterTheFirst).toBe(0);
  expect(await exit).toEqual([1, null]);
  expect(engine.errors.join('\n')).toMatch(/^states: The store could not write: .*(full|disk|I\/O)/m);

  const folder = restart();
  const again = await ServedEngine.start(folder);
  try {
    const executions = stateMachineArn.replace(':stateMachine:', ':execution:');
    for (const name of acknowledged) {
      const described = await again.call('DescribeExecution', { executionArn: `${executions}:${name}` });
      expect(described).toMatchObject({ name, status: 'RUNNING', input });
    }
    // What it acknowledged goes on.
    const { taskToken } = await again.call<{ taskToken: string }>('GetActivityTask', { activityArn });
    await again.call('SendTaskSuccess', { taskToken, output: '1' });
    expect(await again.stop()).toEqual([0, null]);
  } finally {
    await again.kill();
  }
  const db = new Database(`${folder}/states.db`, { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
}
