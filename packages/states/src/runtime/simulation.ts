// A deterministic run of the engine: a seed decides what is asked, what tasks answer, how long commits take, and when the process dies. Weeks pass in
// milliseconds. What is durable at the end is checked against what was acknowledged on the way.

import { createStates, type States } from '../states.ts';
import { type FaultStore, openFaultStore } from '../store/fault-store.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { LambdaServiceFailure } from './lambda.ts';
import { ManualClock } from './manual-clock.ts';
import { readEvents } from './stored-events.ts';

const START_MS = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const ROLE = 'arn:aws:iam::123456789012:role/r';

const definition = JSON.stringify({
  StartAt: 'Prepare',
  States: {
    Prepare: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'prepare', 'Payload.$': '$' },
      ResultPath: null,
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 20, BackoffRate: 1.5 }],
      Next: 'Ask',
    },
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token', 'name.$': '$$.Execution.Name' } },
      TimeoutSeconds: 259_200,
      HeartbeatSeconds: 86_400,
      ResultPath: '$.answer',
      Retry: [{ ErrorEquals: ['Lambda.ServiceException'], IntervalSeconds: 1, MaxAttempts: 20 }],
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Pause', ResultPath: null }],
      End: true,
    },
    Pause: { Type: 'Wait', Seconds: 3600, Next: 'Late' },
    Late: { Type: 'Pass', Result: 'late', ResultPath: '$.answer', End: true },
  },
});

/** What a run has to show for itself; `problems` is empty when all went well. */
export interface SimulationResult {
  readonly seed: number;
  readonly started: number;
  readonly calledBack: number;
  readonly crashes: number;
  readonly problems: readonly string[];
}

/** A small, fast generator with a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export async function simulate(seed: number, steps: number): Promise<SimulationResult> {
  const simulation = new Simulation(seed);
  await simulation.open();
  for (let step = 0; step < steps; step++) await simulation.step();
  await simulation.finish();
  return simulation.result();
}

class Simulation {
  readonly #seed: number;
  readonly #random: () => number;
  readonly #disk = createMemoryStore();
  readonly #clock = new ManualClock(START_MS);
  /** Starts that were acknowledged. */
  readonly #started = new Set<string>();
  /** Callbacks that were acknowledged: the output, by execution. */
  readonly #answered = new Map<string, string>();
  readonly #stopped = new Set<string>();
  readonly #tokens = new Map<string, string>();
  readonly #told = new Map<string, number>();
  readonly #problems: string[] = [];
  #store: FaultStore | undefined;
  #states: States | undefined;
  #machine = '';
  #names = 0;
  #crashes = 0;
  #calm = false;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = seeded(seed);
  }

  result(): SimulationResult {
    return {
      seed: this.#seed,
      started: this.#started.size,
      calledBack: this.#answered.size,
      crashes: this.#crashes,
      problems: this.#problems,
    };
  }

  /** One life of the process begins. */
  async open(): Promise<void> {
    for (;;) {
      const store = openFaultStore(this.#disk, () => this.#fate());
      this.#store = store;
      const opening = this.#openStates(store);
      // Opening writes too, and may be where the process dies.
      const states = await Promise.race([opening, store.died, store.failed]);
      if (states && 'operations' in states) {
        this.#states = states;
        return;
      }
      opening.catch(() => undefined);
      this.#crashes += 1;
    }
  }

  async step(): Promise<void> {
    const states = this.#states!;
    const { operations } = states;
    const drawn = this.#random();
    const someone = this.#pick([...this.#started]);
    if (drawn < 0.25) {
      const name = `e${this.#names++}`;
      this.#hear(operations.startExecution({ stateMachineArn: this.#machine, name, input: `{"n":"${name}"}` }), () =>
        this.#started.add(name),
      );
    } else if (drawn < 0.55 && someone !== undefined && this.#tokens.has(someone)) {
      const output = JSON.stringify({ by: someone, at: this.#clock.nowMs() });
      this.#hear(operations.sendTaskSuccess({ taskToken: this.#tokens.get(someone)!, output }), () => {
        if (this.#answered.has(someone)) this.#problems.push(`${someone}: two callbacks were taken`);
        this.#answered.set(someone, output);
      });
    } else if (drawn < 0.65 && someone !== undefined && this.#tokens.has(someone)) {
      this.#hear(operations.sendTaskHeartbeat({ taskToken: this.#tokens.get(someone)! }), () => undefined);
    } else if (drawn < 0.67 && someone !== undefined) {
      const executionArn = this.#executionArn(someone);
      this.#hear(operations.stopExecution({ executionArn }), () => this.#stopped.add(someone));
    } else if (drawn < 0.69) {
      this.#store!.kill();
    } else if (drawn < 0.9) {
      this.#clock.advanceBy(Math.floor(this.#random() * 30 * MINUTE_MS));
    } else if (drawn < 0.93) {
      this.#clock.advanceBy(Math.floor(this.#random() * 2 * DAY_MS));
    }
    for (let turn = Math.floor(this.#random() * 6); turn > 0; turn--) await nextTurn();
    await this.#reviveIfDead();
  }

  /** Lets everything come to its end, without further faults, and looks at what is durable. */
  async finish(): Promise<void> {
    this.#calm = true;
    this.#store!.kill();
    await this.#reviveIfDead();
    for (let idle = 0, turns = 0; idle < 20 && turns < 100_000; turns++) {
      await nextTurn();
      const nextMs = this.#clock.nextMs();
      const { running, runningTasks } = this.#states!.stats();
      const untold = this.#disk.ended(0, 1).length;
      idle = running === 0 && runningTasks === 0 && untold === 0 ? idle + 1 : 0;
      if (nextMs !== undefined && runningTasks === 0) this.#clock.advanceTo(Math.max(nextMs, this.#clock.nowMs()));
    }
    await this.#states!.close();
    this.#check();
  }

  async #openStates(store: FaultStore): Promise<States> {
    const random = this.#random;
    const states = await createStates({
      store,
      clock: this.#clock,
      ids: {
        uuid: () => 'ffffffff-ffff-4fff-8fff-ffffffffffff',
        random,
        secret: (lengthBytes) => Buffer.alloc(lengthBytes, this.#seed),
      },
      accountId: '123456789012',
      invokeLambda: async (request) => {
        for (let turn = Math.floor(random() * 4); turn > 0; turn--) await nextTurn();
        if (store.isDead) return new Promise(() => undefined);
        if (!this.#calm && random() < 0.1) {
          throw new LambdaServiceFailure({ serviceCode: 'ServiceException', statusCode: 500, message: 'down' });
        }
        if (request.functionName === 'ask') this.#ask(request.payload);
        return { statusCode: 200, payload: '{}' };
      },
      onExecutionEnded: async ({ name }) => {
        await nextTurn();
        if (store.isDead) return new Promise(() => undefined);
        if (!this.#calm && random() < 0.1) throw new TypeError('not taken');
        this.#told.set(name, (this.#told.get(name) ?? 0) + 1);
      },
      onInternalError: (error) => this.#problems.push(`internal error: ${String(error)}`),
    });
    const { stateMachineArn } = await states.operations.createStateMachine({ name: 'm', definition, roleArn: ROLE });
    this.#machine = stateMachineArn;
    return states;
  }

  #ask(payload: string): void {
    const { token, name } = JSON.parse(payload) as { token: string; name: string };
    this.#tokens.set(name, token);
  }

  #fate() {
    const drawn = this.#random();
    if (!this.#calm && drawn < 0.004) return { kind: 'lost' } as const;
    if (!this.#calm && drawn < 0.008) return { kind: 'unheard' } as const;
    if (!this.#calm && drawn < 0.01) return { kind: 'failed' } as const;
    return { kind: 'done', turns: Math.floor(this.#random() * 3) } as const;
  }

  #hear(answer: Promise<unknown>, acknowledged: () => void): void {
    const store = this.#store!;
    answer.then(
      () => {
        // An answer of a process that died meanwhile is one that nobody heard.
        if (!store.isDead) acknowledged();
      },
      () => undefined,
    );
  }

  async #reviveIfDead(): Promise<void> {
    const store = this.#store!;
    const failed = await Promise.race([store.failed.then(() => true), nextTurn().then(() => false)]);
    if (!store.isDead && !failed) return;
    this.#crashes += 1;
    store.kill();
    await this.open();
  }

  #pick<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.#random() * all.length)];
  }

  #executionArn(name: string): string {
    return `${this.#machine.replace(':stateMachine:', ':execution:')}:${name}`;
  }

  #check(): void {
    const rows = new Map(this.#disk.executionsFrom(0, 1_000_000).map((row) => [row.name ?? '', row]));
    const problem = (name: string, text: string): void => {
      this.#problems.push(`${name}: ${text}`);
    };
    for (const name of this.#started) if (!rows.has(name)) problem(name, 'its start was acknowledged and lost');
    for (const [name, row] of rows) {
      const events = this.#disk.history(row.id).flatMap((chunk) => readEvents(chunk.events));
      if (events.some(({ id }, index) => id !== index + 1)) problem(name, 'its history has gaps');
      if (row.status === 'RUNNING') problem(name, 'it still runs');
      const successes = events.flatMap((event) =>
        event.type === 'TaskSucceeded' && event.resource === 'invoke.waitForTaskToken' ? [event.output] : [],
      );
      if (successes.length > 1) problem(name, 'it took two callbacks');
      const output = this.#answered.get(name);
      if (output !== undefined && successes[0] !== output) problem(name, 'a callback was acknowledged and lost');
      if (this.#stopped.has(name) && row.status === 'RUNNING') problem(name, 'it was stopped and runs');
      const ends = events.filter(({ type }) => /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type));
      if (ends.length !== 1) problem(name, `it ended ${ends.length} times`);
      const entered = events.flatMap((event) =>
        'name' in event && /StateEntered$/.test(event.type) ? [event.name] : [],
      );
      if (new Set(entered).size !== entered.length) problem(name, `it entered a state twice: ${entered.join(', ')}`);
      if (!this.#told.has(name)) problem(name, 'the host was not told of its end');
    }
    if (this.#disk.timers(undefined, 1).length > 0) problem('store', 'a timer is left over');
    if (this.#disk.tasks(undefined, 1).length > 0) problem('store', 'a task is left over');
    if (this.#disk.ended(0, 1).length > 0) problem('store', 'a notice is left over');
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
