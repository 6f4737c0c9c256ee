// Real processes, killed at random instants while callbacks wait and come in: what was acknowledged must be there, everything else may be asked again.
// For tests.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { expect } from 'vitest';

const EXECUTIONS_A_ROUND = 400;
const COMMAND = new URL('./command.ts', import.meta.url).pathname;
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:wait';
const definition = JSON.stringify({
  StartAt: 'Before',
  States: {
    Before: { Type: 'Pass', Next: 'Ask' },
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'ask', Payload: { 'name.$': '$.name', 'token.$': '$$.Task.Token' } },
      TimeoutSeconds: 86_400,
      Next: 'After',
    },
    After: { Type: 'Pass', End: true },
  },
});

let folder: string;
let functions: Server;
let engine: ChildProcess | undefined;
let endpoint: string;
/** The token that the function was handed, by execution. */
const tokens = new Map<string, string>();

async function setUp(): Promise<void> {
  tokens.clear();
  folder = mkdtempSync(join(tmpdir(), 'states-crash-'));
  functions = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { name, token } = JSON.parse(Buffer.concat(parts).toString()) as { name: string; token: string };
      // A call that is made again after a crash brings the same token.
      expect(tokens.get(name) ?? token).toBe(token);
      tokens.set(name, token);
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(functions, 'listening');
}

async function tearDown(): Promise<void> {
  await kill();
  functions.closeAllConnections();
  functions.close();
  rmSync(folder, { recursive: true, force: true });
}

async function startEngine(): Promise<void> {
  const { port } = functions.address() as AddressInfo;
  const child = spawn(process.execPath, [COMMAND, 'serve', '--port', '0', '--data', folder], {
    env: {
      ...process.env,
      LAMBDA_ENDPOINT: `http://127.0.0.1:${port}`,
      AWS_ACCOUNT_ID: '123456789012',
      AWS_REGION: 'us-east-1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  engine = child;
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
  endpoint = /http:\S+/.exec(line)![0];
}

async function kill(): Promise<void> {
  const child = engine;
  engine = undefined;
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

class Refused extends Error {
  readonly type: string;
  constructor(type: string) {
    super(type);
    this.type = type;
  }
}

async function call<T>(operation: string, body: object): Promise<T> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as T & { __type?: string };
  if (!response.ok) throw new Refused(answer.__type ?? '');
  return answer;
}

/** Resolves with what was refused, undefined when it was done; rejects only when the connection broke. */
async function refusal(promise: Promise<unknown>): Promise<string | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.type;
    throw error;
  }
}

const executionArn = (name: string): string => `arn:aws:states:us-east-1:123456789012:execution:wait:${name}`;
const start = (name: string) =>
  call('StartExecution', { stateMachineArn: MACHINE, name, input: JSON.stringify({ name }) });
const succeed = (name: string) =>
  call('SendTaskSuccess', { taskToken: tokens.get(name), output: JSON.stringify({ done: name }) });

/** Kills an engine so many times while it works, and checks what is left with vitest's expectations. */
export async function surviveKills(rounds: number): Promise<void> {
  await setUp();
  try {
    await killAndCheck(rounds);
  } finally {
    await tearDown();
  }
}

async function killAndCheck(rounds: number): Promise<void> {
  const started = new Set<string>();
  const succeeded = new Set<string>();
  await startEngine();
  await call('CreateStateMachine', { name: 'wait', definition, roleArn: 'arn:aws:iam::123456789012:role/r' });

  for (let round = 0; round < rounds; round++) {
    const wanted = Array.from({ length: EXECUTIONS_A_ROUND }, (_, n) => `r${round}-${n}`);
    const lifeMs = 150 + Math.random() * 500;
    const killed = new Promise<void>((resolve) => setTimeout(() => resolve(kill()), lifeMs));
    const work = async (worker: number): Promise<void> => {
      for (let n = worker; n < wanted.length; n += 16) {
        const name = wanted[n]!;
        await start(name);
        started.add(name);
        // Some are called back at once, some wait for the next round, some until the end.
        const other = [...tokens.keys()].find((candidate) => started.has(candidate) && !succeeded.has(candidate));
        if (n % 2 === 0 && other !== undefined && (await refusal(succeed(other))) === undefined) succeeded.add(other);
      }
    };
    await Promise.allSettled(Array.from({ length: 16 }, (_, worker) => work(worker)));
    await killed;
    await startEngine();
  }
  expect(started.size).toBeGreaterThan(0);
  expect(succeeded.size).toBeGreaterThan(0);

  // Everything acknowledged is there; what waits can still be called back, what was called back cannot be again.
  for (const name of succeeded) expect(await refusal(succeed(name))).toBe('TaskTimedOut');
  for (const name of started) {
    for (let tries = 0; !tokens.has(name); tries++) {
      expect(tries).toBeLessThan(1000);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    if (!succeeded.has(name)) expect([undefined, 'TaskTimedOut']).toContain(await refusal(succeed(name)));
  }
  for (const name of started) {
    const described = await call<{ status: string; output: string }>('DescribeExecution', {
      executionArn: executionArn(name),
    });
    expect(described).toMatchObject({ status: 'SUCCEEDED', output: JSON.stringify({ done: name }) });
    const { events } = await call<{
      events: { id: number; type: string; stateEnteredEventDetails?: { name: string } }[];
    }>('GetExecutionHistory', { executionArn: executionArn(name), maxResults: 1000 });
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.flatMap((event) => event.stateEnteredEventDetails?.name ?? [])).toEqual(['Before', 'Ask', 'After']);
    expect(events.filter(({ type }) => type === 'TaskSucceeded')).toHaveLength(1);
  }

  const stopped = once(engine!, 'exit');
  engine!.kill('SIGTERM');
  expect(await stopped).toEqual([0, null]);
  const db = new Database(join(folder, 'states.db'), { readonly: true });
  expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  const left = db
    .prepare(
      'SELECT (SELECT count(*) FROM task) AS tasks, (SELECT count(*) FROM execution WHERE status = 0) AS running',
    )
    .get();
  const unacknowledged = (left as { running: number }).running;
  // What was started without our hearing of it waits still; nothing else does.
  expect(db.prepare('SELECT count(*) AS n FROM timer').get()).toEqual({ n: unacknowledged });
  expect(unacknowledged).toBeLessThanOrEqual(rounds * 16);
  db.close();
}
