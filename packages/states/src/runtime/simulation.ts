// A deterministic run of the engine: a seed decides what is asked, what tasks answer, how long commits take, and when the process dies. Weeks pass in
// milliseconds. What is durable at the end is checked against what was acknowledged on the way.

import { createHash } from 'node:crypto';
import { createStates, type States } from '../states.ts';
import { type Fate, type FaultStore, openFaultStore } from '../store/fault-store.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { Change, Store } from '../store/store.ts';
import { Random } from '../testing/random.ts';
import { ManualClock } from './manual-clock.ts';
import { ACTIVITY_NAME, ITEMS, simulatedMachines } from './simulation-machines.ts';
import { SimulationOracle } from './simulation-oracle.ts';
import { TaskFailure, type TaskHandler } from './task-handler.ts';

const START_MS = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const ROLE = 'arn:aws:iam::123456789012:role/r';
const ACTIVITY_ARN = `arn:aws:states:us-east-1:123456789012:activity:${ACTIVITY_NAME}`;
/** So many turns of the event loop a commit takes that stalls. */
const STALL_TURNS = 60;

/** Which faults there are: those that the seed draws, or one alone, at one commit. */
export type Faults = 'drawn' | 'none' | { readonly commit: number; readonly kind: Exclude<Fate['kind'], 'done'> };

/** What a run has to show for itself; `problems` is empty when all went well. */
export interface SimulationResult {
  readonly seed: number;
  readonly started: number;
  readonly calledBack: number;
  readonly crashes: number;
  /** Commits asked for until the last request was made, and all in all. */
  readonly commitsAsking: number;
  readonly commits: number;
  /** Of everything that is durable at the end: the same for the same seed. */
  readonly digest: string;
  readonly problems: readonly string[];
}

export async function simulate(seed: number, steps: number, faults: Faults = 'drawn'): Promise<SimulationResult> {
  const simulation = new Simulation(seed, faults);
  await simulation.open();
  for (let step = 0; step < steps; step++) await simulation.step();
  await simulation.finish();
  return simulation.result();
}

/** A token that somebody was handed, and for what. */
interface Handed {
  readonly token: string;
  readonly name: string;
}

class Simulation {
  readonly #seed: number;
  readonly #random: () => number;
  readonly #faults: Faults;
  readonly #oracle = new SimulationOracle();
  readonly #disk: Store;
  readonly #clock = new ManualClock(START_MS);
  readonly #tokens: Handed[] = [];
  readonly #machines = new Map<string, string>();
  #store: FaultStore | undefined;
  #states: States | undefined;
  #names = 0;
  #sent = 0;
  #crashes = 0;
  #commits = 0;
  #commitsAsking = 0;
  /** Nothing fails but what `faults` names. */
  #calm: boolean;

  constructor(seed: number, faults: Faults) {
    this.#seed = seed;
    this.#random = new Random(seed).next;
    this.#faults = faults;
    this.#calm = faults !== 'drawn';
    this.#disk = watched(createMemoryStore(), this.#oracle);
  }

  result(): SimulationResult {
    return {
      seed: this.#seed,
      started: this.#oracle.started.size,
      calledBack: this.#oracle.calledBack,
      crashes: this.#crashes,
      commitsAsking: this.#commitsAsking,
      commits: this.#commits,
      digest: this.#digest(),
      problems: this.#oracle.problems,
    };
  }

  /** One life of the process begins. */
  async open(): Promise<void> {
    for (;;) {
      const store = openFaultStore(this.#disk, () => this.#fate());
      this.#store = store;
      this.#oracle.bornAgain();
      const opening = this.#openStates(store);
      // Opening writes too, and may be where the process dies.
      const states = await Promise.race([opening, store.died, store.failed]);
      if (states && 'operations' in states) {
        this.#states = states;
        return;
      }
      opening.catch(() => undefined);
      store.kill();
      this.#crashes += 1;
    }
  }

  async step(): Promise<void> {
    const drawn = this.#random();
    if (drawn < 0.2) this.#start();
    else if (drawn < 0.24) this.#startAgain();
    else if (drawn < 0.46) this.#callBack();
    else if (drawn < 0.52) this.#beat();
    else if (drawn < 0.56) this.#poll();
    else if (drawn < 0.58) this.#stop();
    else if (drawn < 0.61) this.#redrive();
    else if (drawn < 0.66) this.#read();
    else if (drawn < 0.68 && this.#faults === 'drawn') this.#store!.kill();
    else if (drawn < 0.88) this.#clock.advanceBy(Math.floor(this.#random() * 30 * MINUTE_MS));
    else if (drawn < 0.93) this.#clock.advanceBy(Math.floor(this.#random() * 2 * DAY_MS));
    for (let turn = Math.floor(this.#random() * 6); turn > 0; turn--) await nextTurn();
    await this.#reviveIfDead();
  }

  /** Lets everything come to its end, without further faults, and looks at what is durable. */
  async finish(): Promise<void> {
    this.#commitsAsking = this.#commits;
    this.#calm = true;
    // The last crash is not part of what `faults` counts.
    if (this.#faults === 'drawn') {
      this.#store!.kill();
      await this.#reviveIfDead();
    }
    await this.#takeUpActivities();
    for (let idle = 0, turns = 0; idle < 20 && turns < 100_000; turns++) {
      await nextTurn();
      await this.#reviveIfDead();
      const nextMs = this.#clock.nextMs();
      const { running, runningTasks } = this.#states!.stats();
      const untold = this.#disk.ended(0, 1).length;
      idle = running === 0 && runningTasks === 0 && untold === 0 ? idle + 1 : 0;
      if (nextMs !== undefined && runningTasks === 0) this.#clock.advanceTo(Math.max(nextMs, this.#clock.nowMs()));
    }
    await this.#states!.close();
    this.#oracle.check(this.#disk, (machineId) => this.#machineArn(machineId));
  }

  #start(): void {
    const [machine, stateMachineArn] = this.#pick([...this.#machines])!;
    const name = `e${this.#names++}`;
    const input = JSON.stringify({ n: name, items: ITEMS });
    // One caller leaves the name to the engine, another asks twice at the same time.
    if (machine === 'fragile' && this.#random() < 0.5) {
      this.#hear(this.#states!.operations.startExecution({ stateMachineArn, input }), (answer) =>
        this.#oracle.startHeard(answer, input),
      );
      return;
    }
    for (let times = this.#random() < 0.1 ? 2 : 1; times > 0; times--) {
      this.#hear(this.#states!.operations.startExecution({ stateMachineArn, name, input }), (answer) =>
        this.#oracle.startHeard(answer, input),
      );
    }
  }

  /** A name that was used: with the same input it is the same execution, as long as it runs. */
  #startAgain(): void {
    const known = this.#pick([...this.#oracle.started]);
    if (!known) return;
    const [executionArn, { input }] = known;
    const stateMachineArn = executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]*$/, '');
    const name = executionArn.slice(executionArn.lastIndexOf(':') + 1);
    const same = this.#random() < 0.6;
    const over = this.#oracle.hasSucceeded(executionArn);
    this.#hear(
      this.#states!.operations.startExecution({ stateMachineArn, name, input: same ? input : '{"other":true}' }),
      (answer) => {
        if (same && !over) this.#oracle.startHeard(answer, input);
        else this.#oracle.problem(executionArn, 'its name was given away');
      },
      (code) => {
        if (code !== 'ExecutionAlreadyExists') this.#oracle.problem(executionArn, `started again it answered ${code}`);
      },
    );
  }

  /** Success or failure, of new and of old tokens, sometimes both at once, sometimes with a token that was tampered with. */
  #callBack(): void {
    const handed = this.#someToken();
    if (!handed) return;
    const { operations } = this.#states!;
    const times = this.#random() < 0.15 ? 2 : 1;
    for (let time = 0; time < times; time++) {
      const mark = `m${this.#sent++}.`;
      const { name } = handed;
      const failure = this.#random() < 0.15;
      const taskToken = this.#random() < 0.05 ? altered(handed.token) : handed.token;
      const answer = failure
        ? operations.sendTaskFailure({ taskToken, error: mark, cause: 'no' })
        : operations.sendTaskSuccess({ taskToken, output: JSON.stringify({ mark, at: this.#clock.nowMs() }) });
      this.#oracle.callbackSent(mark, taskToken, name);
      this.#hear(
        answer,
        () => this.#oracle.callbackTaken(mark, taskToken !== handed.token),
        (code) => this.#oracle.callbackRefused(mark, code, taskToken !== handed.token),
      );
    }
  }

  #beat(): void {
    const handed = this.#someToken();
    if (!handed) return;
    const atMs = this.#clock.nowMs();
    this.#hear(this.#states!.operations.sendTaskHeartbeat({ taskToken: handed.token }), () =>
      this.#oracle.beatHeard(handed.token, atMs),
    );
  }

  #poll(): void {
    const answer = this.#states!.operations.getActivityTask({ activityArn: ACTIVITY_ARN, workerName: 'w' });
    this.#hear(answer as Promise<{ taskToken?: string; input?: string }>, ({ taskToken, input }) => {
      if (taskToken !== undefined) this.#handOut(taskToken, JSON.parse(input!) as { name: string });
    });
  }

  /** What waits for a worker is there for one at once, after a restart as before. */
  async #takeUpActivities(): Promise<void> {
    for (let turn = 0; turn < 100; turn++) await nextTurn();
    await this.#reviveIfDead();
    const [, activityMachine] = [...this.#machines].find(([name]) => name === 'worker')!;
    const open = this.#disk
      .tasks(undefined, 1_000_000)
      .filter(({ executionId }) => this.#machineArn(this.#disk.execution(executionId)!.machineId) === activityMachine);
    let taken = 0;
    for (const _ of open) {
      this.#hear(this.#states!.operations.getActivityTask({ activityArn: ACTIVITY_ARN }), ({ taskToken }) => {
        if (taskToken !== undefined) taken += 1;
      });
    }
    const store = this.#store!;
    for (let turn = 0; turn < 100 && taken < open.length; turn++) await nextTurn();
    const disturbed = store.isDead || store !== this.#store || typeof this.#faults === 'object';
    if (taken < open.length && !disturbed)
      this.#oracle.problem('activity', `of ${open.length} open tasks a worker was handed ${taken}`);
  }

  #stop(): void {
    const executionArn = this.#someExecution();
    if (executionArn === undefined) return;
    this.#hear(this.#states!.operations.stopExecution({ executionArn }), () => this.#oracle.stopHeard(executionArn));
  }

  #redrive(): void {
    // Those that can be redriven are few.
    const closed = this.#oracle.closedWithoutSuccess();
    const executionArn = this.#random() < 0.8 ? this.#pick(closed) : this.#someExecution();
    if (executionArn === undefined) return;
    this.#oracle.redriveSent(executionArn);
    this.#hear(
      this.#states!.operations.redriveExecution({ executionArn }),
      () => this.#oracle.redriveHeard(executionArn),
      () => this.#oracle.redriveRefused(executionArn),
    );
  }

  /** What was acknowledged can be read at once. */
  #read(): void {
    const executionArn = this.#someExecution();
    if (executionArn === undefined) return;
    this.#hear(
      this.#states!.operations.describeExecution({ executionArn }),
      ({ status, stopDate }) => {
        if ((status === 'RUNNING') !== (stopDate === undefined))
          this.#oracle.problem(executionArn, `it is ${status} and has the stop date ${stopDate}`);
      },
      (code) => this.#oracle.problem(executionArn, `to be described it answered ${code}`),
    );
  }

  async #openStates(store: FaultStore): Promise<States> {
    const states = await createStates({
      store,
      clock: this.#clock,
      ids: {
        uuid: () => 'ffffffff-ffff-4fff-8fff-ffffffffffff',
        random: this.#random,
        secret: (lengthBytes) => Buffer.alloc(lengthBytes, this.#seed),
      },
      accountId: '123456789012',
      // Few at a time, so that some wait for their turn.
      taskConcurrencyMax: 8,
      tasks: { 'lambda:invoke': this.#handler(store) },
      onExecutionEnded: async ({ executionArn, status, stopMs }) => {
        await nextTurn();
        if (store.isDead) return new Promise(() => undefined);
        if (!this.#calm && this.#random() < 0.1) throw new TypeError('not taken');
        this.#oracle.toldOf(executionArn, status, stopMs);
      },
      onInternalError: (error) => this.#oracle.problem('engine', `internal error: ${String(error)}`),
    });
    await states.operations.createActivity({ name: ACTIVITY_NAME });
    for (const [name, definition] of Object.entries(simulatedMachines(ACTIVITY_ARN))) {
      const { stateMachineArn } = await states.operations.createStateMachine({ name, definition, roleArn: ROLE });
      this.#machines.set(name, stateMachineArn);
    }
    return states;
  }

  /** Functions that answer at once, after a while, not at all, or fail. */
  #handler(store: FaultStore): TaskHandler {
    return async ({ parameters, context }) => {
      const { FunctionName, Payload } = parameters as unknown as { FunctionName: string; Payload: { name: string } };
      // A process that died calls nobody, whatever is left of it here.
      if (store.isDead) return new Promise<never>(() => undefined);
      this.#oracle.called(context.idempotencyKey);
      for (let turn = Math.floor(this.#random() * 4); turn > 0; turn--) await nextTurn();
      if (store.isDead) return new Promise<never>(() => undefined);
      const drawn = this.#calm ? 1 : this.#random();
      if (drawn < 0.1) throw new TaskFailure('Lambda.ServiceException', 'down');
      if (drawn < 0.12) throw new TaskFailure('Broken', 'for good');
      if (drawn < 0.16) await this.#whileLater(Math.floor(this.#random() * 3 * 60 * MINUTE_MS));
      if (store.isDead) return new Promise<never>(() => undefined);
      if (FunctionName === 'ask') {
        const { token } = Payload as unknown as { token: string };
        this.#handOut(token, Payload);
      }
      return { StatusCode: 200, Payload: {} };
    };
  }

  #whileLater(durationMs: number): Promise<void> {
    return new Promise((resolve) => this.#clock.wakeAt(this.#clock.nowMs() + durationMs, resolve));
  }

  #handOut(token: string, { name }: { name: string }): void {
    if (!this.#tokens.some((other) => other.token === token)) this.#tokens.push({ token, name });
  }

  #fate(): Fate {
    this.#commits += 1;
    const faults = this.#faults;
    // With one fault or none all is the same up to it: nothing is drawn.
    if (faults !== 'drawn') {
      const isFaulty = faults !== 'none' && this.#commits === faults.commit;
      return isFaulty ? { kind: faults.kind } : { kind: 'done', turns: 0 };
    }
    const drawn = this.#random();
    if (!this.#calm && drawn < 0.004) return { kind: 'lost' };
    if (!this.#calm && drawn < 0.008) return { kind: 'unheard' };
    if (!this.#calm && drawn < 0.01) return { kind: 'failed' };
    if (!this.#calm && drawn < 0.012) return { kind: 'failed-kept' };
    if (!this.#calm && drawn < 0.02) return { kind: 'done', turns: STALL_TURNS };
    return { kind: 'done', turns: Math.floor(drawn * 300) % 3 };
  }

  #hear<T>(answer: Promise<T>, acknowledged: (answer: T) => void, refused: (code: string) => void = () => undefined) {
    const store = this.#store!;
    answer.then(
      (answered) => {
        // An answer of a process that died meanwhile is one that nobody heard.
        if (!store.isDead) acknowledged(answered);
      },
      (error: { readonly code?: string }) => {
        // Whether what failed with the store was kept, nobody knows.
        if (!store.isDead && !error.code?.startsWith('STORE_')) refused(error.code ?? String(error));
      },
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

  /** Mostly one of the last few: the others are used up. */
  #someToken(): Handed | undefined {
    const back = Math.floor(this.#random() ** 3 * this.#tokens.length);
    return this.#tokens[this.#tokens.length - 1 - back];
  }

  #someExecution(): string | undefined {
    return this.#pick([...this.#oracle.started.keys()]);
  }

  #machineArn(machineId: number): string {
    const { name } = JSON.parse(
      this.#disk.records('machine').find(({ value }) => (JSON.parse(value) as { id: number }).id === machineId)!.value,
    ) as { name: string };
    return `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
  }

  #digest(): string {
    const hash = createHash('sha256');
    for (const row of this.#disk.executionsFrom(0, 1_000_000)) {
      hash.update(JSON.stringify([row, this.#disk.history(row.id)]));
    }
    return hash.digest('hex').slice(0, 16);
  }
}

/** Tells the oracle which tasks became durable. */
function watched(disk: Store, oracle: SimulationOracle): Store {
  const commit = async (changes: readonly Change[]): Promise<void> => {
    try {
      await disk.commit(changes);
    } catch (error) {
      oracle.problem('store', `it refused a commit: ${String(error)}`);
      throw error;
    }
    for (const change of changes) {
      if (change.kind === 'task.open') oracle.taskKept(change.executionId, change.seq, true);
      if (change.kind === 'task.close') oracle.taskKept(change.executionId, change.seq, false);
    }
  };
  return new Proxy(disk, {
    get: (target, key) => {
      if (key === 'commit') return commit;
      const member: unknown = Reflect.get(target, key);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function altered(token: string): string {
  const at = 10;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
