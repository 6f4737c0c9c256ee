// Real processes, killed at random instants while clients start, answer, prolong and stop executions: what was acknowledged must be there after every
// kill, nothing twice, and everything else may be asked again. For tests.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { CrashLedger } from './crash-ledger.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import { Refused, ServedEngine } from './testing/served-engine.ts';

const EXECUTIONS_A_LIFE = 200;
const CLIENTS = 16;
/** A life lasts so long at most, from its first request to its kill. */
const LIFE_MS_MAX = 600;
/** One life in so many is ended before it can answer anybody. */
const STILLBORN_EVERY = 8;
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
      HeartbeatSeconds: 3600,
      Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Refused' }],
      Next: 'Nap',
    },
    Refused: { Type: 'Pass', Next: 'Nap' },
    Nap: { Type: 'Wait', Seconds: 1, Next: 'After' },
    After: { Type: 'Pass', End: true },
  },
});

/** Kills engines over one data folder so many times while they work, and checks what is left after each, with vitest's expectations. */
export async function surviveKills(kills: number): Promise<void> {
  const run = new CrashRun();
  try {
    await run.survive(kills);
  } finally {
    await run.tearDown();
  }
}

class CrashRun {
  readonly #folder = mkdtempSync(join(tmpdir(), 'states-crash-'));
  readonly #ledger = new CrashLedger();
  readonly #functions: Server;
  #engine: ServedEngine | undefined;
  #names = 0;
  #marks = 0;

  constructor() {
    this.#functions = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { name, token } = JSON.parse(Buffer.concat(parts).toString()) as { name: string; token: string };
        this.#ledger.called(name, token);
        response.end('{}');
      });
    }).listen(0, '127.0.0.1');
  }

  async survive(kills: number): Promise<void> {
    await once(this.#functions, 'listening');
    const engine = await this.#start();
    await engine.call('CreateStateMachine', { name: 'wait', definition, roleArn: 'arn:aws:iam::123456789012:role/r' });
    for (let kill = 0; kill < kills; kill++) {
      if (kill % STILLBORN_EVERY === STILLBORN_EVERY - 1) await this.#killAtBirth();
      else await this.#live();
      await this.#checkFolder();
    }
    await this.#comeToAnEnd();
  }

  async tearDown(): Promise<void> {
    await this.#engine?.kill();
    this.#functions.closeAllConnections();
    this.#functions.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<ServedEngine> {
    const { port } = this.#functions.address() as AddressInfo;
    const engine = await ServedEngine.start(this.#folder, { LAMBDA_ENDPOINT: `http://127.0.0.1:${port}` });
    this.#engine = engine;
    return engine;
  }

  async #live(): Promise<void> {
    const engine = this.#engine ?? (await this.#start());
    const killed = new Promise<void>((resolve) => setTimeout(() => resolve(engine.kill()), randomInt(20, LIFE_MS_MAX)));
    const client = async (): Promise<void> => {
      for (let n = 0; n < EXECUTIONS_A_LIFE / CLIENTS; n++) await this.#ask(engine);
    };
    // A client ends with its connection; what else goes wrong is in the ledger.
    await Promise.allSettled(Array.from({ length: CLIENTS }, client));
    await killed;
    this.#engine = undefined;
  }

  async #killAtBirth(): Promise<void> {
    const { port } = this.#functions.address() as AddressInfo;
    await ServedEngine.killAtBirth(this.#folder, { LAMBDA_ENDPOINT: `http://127.0.0.1:${port}` }, randomInt(50, 500));
  }

  /** One client's turn: a start, and something about an execution that it, or another life, has started. */
  async #ask(engine: ServedEngine): Promise<void> {
    const name = `e${this.#names++}`;
    const started = await engine.call<{ executionArn: string; startDate: number }>('StartExecution', {
      stateMachineArn: MACHINE,
      name,
      input: JSON.stringify({ name }),
    });
    this.#ledger.started(name, started.startDate);
    const [other, taskToken] = this.#ledger.someWaiting() ?? [];
    if (other === undefined) return;
    const mark = `m${this.#marks++}.`;
    const drawn = randomInt(100);
    if (drawn < 50) {
      const output = JSON.stringify({ mark });
      await this.#callBack(other, mark, engine.call('SendTaskSuccess', { taskToken, output }));
    } else if (drawn < 65) {
      await this.#callBack(other, mark, engine.call('SendTaskFailure', { taskToken, error: mark }));
    } else if (drawn < 75) {
      await engine.call('SendTaskHeartbeat', { taskToken }).catch(lateIsFine);
    } else if (drawn < 85) {
      const executionArn = `${MACHINE.replace(':stateMachine:', ':execution:')}:${other}`;
      await engine.call('StopExecution', { executionArn, error: mark });
      this.#ledger.stopped(other);
    }
  }

  async #callBack(name: string, mark: string, answer: Promise<unknown>): Promise<void> {
    this.#ledger.callbackSent(name, mark);
    try {
      await answer;
      this.#ledger.callbackAnswered(mark, 'taken');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      expect(error.type).toBe('TaskTimedOut');
      this.#ledger.callbackAnswered(mark, 'refused');
    }
  }

  /** Looks at a copy of what the dead process left, as the next one would find it. */
  async #checkFolder(): Promise<void> {
    const copy = mkdtempSync(join(tmpdir(), 'states-crash-copy-'));
    try {
      for (const name of ['states.db', 'states.db-wal']) {
        if (existsSync(join(this.#folder, name))) cpSync(join(this.#folder, name), join(copy, name));
      }
      const file = join(copy, 'states.db');
      const store = await openSqliteStore(file);
      expect(this.#ledger.problems(store)).toEqual([]);
      await store.close();
      checkIntegrity(file);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }

  /** Answers everything that waits, lets what naps wake, and looks whether all has ended as it should. */
  async #comeToAnEnd(): Promise<void> {
    const engine = await this.#start();
    const running = async (): Promise<string[]> => {
      const listed = await engine.call<{ executions: { name: string }[] }>('ListExecutions', {
        stateMachineArn: MACHINE,
        statusFilter: 'RUNNING',
        maxResults: 1000,
      });
      return listed.executions.map(({ name }) => name);
    };
    for (let rest = await running(); rest.length > 0; rest = await running()) {
      for (const name of rest) {
        const taskToken = this.#ledger.tokenOf(name);
        if (taskToken === undefined) continue;
        const mark = `m${this.#marks++}.`;
        await this.#callBack(
          name,
          mark,
          engine.call('SendTaskSuccess', { taskToken, output: JSON.stringify({ mark }) }),
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await engine.stop()).toEqual([0, null]);
    this.#engine = undefined;
    await this.#checkFolder();
    const db = new Database(join(this.#folder, 'states.db'), { readonly: true });
    expect(
      db.prepare('SELECT (SELECT count(*) FROM task) AS tasks, (SELECT count(*) FROM timer) AS timers').get(),
    ).toEqual({
      tasks: 0,
      timers: 0,
    });
    db.close();
    expect(this.#ledger.counts()).toEqual({ started: expect.toSatisfy(some), taken: expect.toSatisfy(some) });
  }
}

const some = (count: number): boolean => count > 0;

function lateIsFine(error: unknown): void {
  if (!(error instanceof Refused && error.type === 'TaskTimedOut')) throw error;
}

function checkIntegrity(file: string): void {
  const db = new Database(file);
  expect(db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  db.close();
}
