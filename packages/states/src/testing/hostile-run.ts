// Runs of malformed requests and of mutated definitions against an engine, with vitest's expectations. For tests.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { actions } from '../api/actions.ts';
import { ManualClock } from '../runtime/manual-clock.ts';
import { TaskFailure } from '../runtime/task-handler.ts';
import { createStates, type States } from '../states.ts';
import { malformedRequest, problemWith } from './malformed-requests.ts';
import { INPUTS, mutatedDefinition } from './mutated-definitions.ts';
import { Random } from './random.ts';

const ROLE = 'arn:aws:iam::123456789012:role/r';
const AT_ONCE = 8;
/** A fresh engine after so many definitions: they pile up. */
const DEFINITIONS_AN_ENGINE = 250;
const TURNS_MAX = 5000;

/** Sends so many requests and looks at each answer. `replay` is the command that does the same again. */
export async function surviveRequests(seed: number, count: number, replay: string): Promise<void> {
  const random = new Random(seed);
  const faults: unknown[] = [];
  const states = await createStates({ accountId: '123456789012', onInternalError: (error) => faults.push(error) });
  const server = states.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ingredients = { operations: operationsWithMembers(), values: await valuesOf(states) };
  for (let sent = 0; sent < count; sent += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - sent) }, () => malformedRequest(random, ingredients));
    const problems = await Promise.all(batch.map((request) => problemWith(port, request)));
    for (const [index, problem] of problems.entries()) {
      const text = batch[index]!.bytes.subarray(0, 1500).toString('utf8');
      expect(problem, `request ${sent + index} of seed ${seed} (${replay}):\n${text}`).toBeUndefined();
    }
  }
  expect(faults).toEqual([]);
  // It still works.
  const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
  const { stateMachineArn } = await states.operations.createStateMachine({
    name: 'after-all',
    definition,
    roleArn: ROLE,
  });
  const { executionArn } = await states.operations.startExecution({ stateMachineArn });
  expect(await states.operations.describeExecution({ executionArn })).toMatchObject({ status: 'SUCCEEDED' });
  server.close();
  await states.close();
}

function operationsWithMembers(): (readonly [string, readonly string[]])[] {
  // One that waits for a task may well wait.
  return [...actions.values()]
    .filter(({ name }) => name !== 'GetActivityTask')
    .map(({ name, input }) => [name, Object.keys(input)] as const);
}

/** Things that are there, and things that look like them. */
async function valuesOf({ operations }: States): Promise<unknown[]> {
  const { activityArn } = await operations.createActivity({ name: 'work' });
  const definition = JSON.stringify({
    StartAt: 'W',
    States: { W: { Type: 'Task', Resource: activityArn, End: true } },
  });
  const made = await operations.createStateMachine({ name: 'm', definition, roleArn: ROLE, publish: true });
  const { stateMachineArn, stateMachineVersionArn = '' } = made;
  const { executionArn } = await operations.startExecution({ stateMachineArn, name: 'e' });
  await operations.startExecution({ stateMachineArn, name: 'f' });
  const { taskToken = '' } = (await operations.getActivityTask({ activityArn })) as { taskToken?: string };
  return [
    ...[activityArn, stateMachineArn, stateMachineVersionArn, executionArn, taskToken, definition, ROLE],
    ...[
      `${stateMachineArn}:live`,
      `${executionArn}x`,
      'arn:aws:states:::',
      'arn:aws:states:us-east-1:123456789012:mapRun:m/l:1',
    ],
    ...['m', 'n', 'e', 'g', '{}', '"x"', '{"a":', 'STANDARD', 'EXPRESS', 'RUNNING', 'AAAA', '', ' ', '\u0000', '🦉'],
    ...['x'.repeat(81), 'y'.repeat(300_000), '$.a', null, true, false, 0, 1, -1, 1.5, 1e300, 1000, 1001, 2 ** 53],
    ...[[], {}, [{}], [{ key: 'k', value: 'v' }], [{ key: null }], [{ stateMachineVersionArn, weight: 100 }], ['k']],
    ...[{ level: 'ALL', includeExecutionData: true, destinations: [{}] }, { enabled: true }, { type: 'AWS_OWNED_KEY' }],
  ];
}

/** What became of the definitions. */
export interface DefinitionCounts {
  readonly accepted: number;
  readonly executed: number;
}

/** Validates, creates and executes so many definitions; each is refused as documented, or its executions end or wait. */
export async function surviveDefinitions(seed: number, count: number, replay: string): Promise<DefinitionCounts> {
  const random = new Random(seed);
  let accepted = 0;
  let executed = 0;
  for (let done = 0; done < count; done += DEFINITIONS_AN_ENGINE) {
    const faults: unknown[] = [];
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    const states = await createStates({
      clock,
      accountId: '123456789012',
      onInternalError: (error) => faults.push(error),
      tasks: {
        'lambda:*': async ({ parametersText }) => {
          if (random.chance(0.2)) throw new TaskFailure(random.pick(['E', 'States.Timeout', 'States.TaskFailed']), 'x');
          return random.chance(0.5) ? { Payload: parametersText, v: 1 } : random.pick([null, [], 'text', {}]);
        },
      },
    });
    for (let index = done; index < Math.min(count, done + DEFINITIONS_AN_ENGINE); index++) {
      const definition = mutatedDefinition(random);
      const where = `definition ${index} of seed ${seed} (${replay}):\n${definition}`;
      const { result } = await states.operations.validateStateMachineDefinition({ definition });
      const made = await states.operations
        .createStateMachine({ name: `m${index}`, definition, roleArn: ROLE })
        .catch((error: { code?: string }) => error);
      if (!('stateMachineArn' in made)) {
        expect([result, made.code], where).toEqual(['FAIL', 'InvalidDefinition']);
        continue;
      }
      expect(result, where).toBe('OK');
      accepted += 1;
      for (const input of [random.pick(INPUTS), random.pick(INPUTS)]) {
        const { executionArn } = await states.operations.startExecution({
          stateMachineArn: made.stateMachineArn,
          input,
        });
        await comeToRest(states, clock, executionArn);
        await states.operations.stopExecution({ executionArn });
        executed += 1;
        expect(faults, `${where}\n${input}`).toEqual([]);
      }
    }
    await states.close();
  }
  return { accepted, executed };
}

/** Until the execution has ended, or time alone does not bring it on. */
async function comeToRest(states: States, clock: ManualClock, executionArn: string): Promise<void> {
  let still = 0;
  for (let turn = 0; turn < TURNS_MAX && still < 6; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    const { status } = await states.operations.describeExecution({ executionArn });
    if (status !== 'RUNNING') return;
    if (states.stats().runningTasks > 0) continue;
    still += 1;
    const nextMs = clock.nextMs();
    // The sweep of old executions is always to come, within the hour.
    if (nextMs !== undefined && nextMs - clock.nowMs() < 200_000) {
      clock.advanceTo(nextMs);
      still = 0;
    }
  }
}
