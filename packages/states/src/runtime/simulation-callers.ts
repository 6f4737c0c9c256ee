// Those who use a simulated engine: what they ask, and what they make of the answers.

import { ITEMS } from './simulation-machines.ts';
import { ACTIVITY_ARN, type SimulatedProcess } from './simulation-process.ts';
import type { Handed, SimulatedWorld } from './simulation-world.ts';

export class SimulatedCallers {
  readonly #world: SimulatedWorld;
  readonly #process: SimulatedProcess;
  #names = 0;
  #sent = 0;

  constructor(world: SimulatedWorld, process: SimulatedProcess) {
    this.#world = world;
    this.#process = process;
  }

  start(): void {
    const [machine, stateMachineArn] = this.#world.pick([...this.#world.machines])!;
    const name = `e${this.#names++}`;
    const input = JSON.stringify({ n: name, items: ITEMS });
    // One caller leaves the name to the engine, another asks twice at the same time.
    if (machine === 'fragile' && this.#world.random() < 0.5) {
      this.hear(this.#process.states.operations.startExecution({ stateMachineArn, input }), (answer) =>
        this.#world.oracle.startHeard(answer, input),
      );
      return;
    }
    for (let times = this.#world.random() < 0.1 ? 2 : 1; times > 0; times--) {
      this.hear(this.#process.states.operations.startExecution({ stateMachineArn, name, input }), (answer) =>
        this.#world.oracle.startHeard(answer, input),
      );
    }
  }

  /** A name that was used: with the same input it is the same execution, as long as it runs. */
  startAgain(): void {
    const known = this.#world.pick([...this.#world.oracle.started]);
    if (!known) return;
    const [executionArn, { input }] = known;
    const stateMachineArn = executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]*$/, '');
    const name = executionArn.slice(executionArn.lastIndexOf(':') + 1);
    const same = this.#world.random() < 0.6;
    const over = this.#world.oracle.hasSucceeded(executionArn);
    this.hear(
      this.#process.states.operations.startExecution({ stateMachineArn, name, input: same ? input : '{"other":true}' }),
      (answer) => {
        if (same && !over) this.#world.oracle.startHeard(answer, input);
        else this.#world.oracle.problem(executionArn, 'its name was given away');
      },
      (code) => {
        if (code !== 'ExecutionAlreadyExists')
          this.#world.oracle.problem(executionArn, `started again it answered ${code}`);
      },
    );
  }

  /** Success or failure, of new and of old tokens, sometimes both at once, sometimes with a token that was tampered with. */
  callBack(): void {
    const handed = this.#someToken();
    if (!handed) return;
    const { operations } = this.#process.states;
    const times = this.#world.random() < 0.15 ? 2 : 1;
    for (let time = 0; time < times; time++) {
      const mark = `m${this.#sent++}.`;
      const { name } = handed;
      const failure = this.#world.random() < 0.15;
      const taskToken = this.#world.random() < 0.05 ? altered(handed.token) : handed.token;
      const answer = failure
        ? operations.sendTaskFailure({ taskToken, error: mark, cause: 'no' })
        : operations.sendTaskSuccess({ taskToken, output: JSON.stringify({ mark, at: this.#world.clock.nowMs() }) });
      this.#world.oracle.callbackSent(mark, taskToken, name);
      this.hear(
        answer,
        () => this.#world.oracle.callbackTaken(mark, taskToken !== handed.token),
        (code) => this.#world.oracle.callbackRefused(mark, code, taskToken !== handed.token),
      );
    }
  }

  beat(): void {
    const handed = this.#someToken();
    if (!handed) return;
    const atMs = this.#world.clock.nowMs();
    this.hear(this.#process.states.operations.sendTaskHeartbeat({ taskToken: handed.token }), () =>
      this.#world.oracle.beatHeard(handed.token, atMs),
    );
  }

  poll(): void {
    const answer = this.#process.states.operations.getActivityTask({ activityArn: ACTIVITY_ARN, workerName: 'w' });
    this.hear(answer as Promise<{ taskToken?: string; input?: string }>, ({ taskToken, input }) => {
      if (taskToken !== undefined) this.#world.handOut(taskToken, JSON.parse(input!) as { name: string });
    });
  }

  stop(): void {
    const executionArn = this.#someExecution();
    if (executionArn === undefined) return;
    this.hear(this.#process.states.operations.stopExecution({ executionArn }), () =>
      this.#world.oracle.stopHeard(executionArn),
    );
  }

  redrive(): void {
    // Those that can be redriven are few.
    const closed = this.#world.oracle.closedWithoutSuccess();
    const executionArn = this.#world.random() < 0.8 ? this.#world.pick(closed) : this.#someExecution();
    if (executionArn === undefined) return;
    this.#world.oracle.redriveSent(executionArn);
    this.hear(
      this.#process.states.operations.redriveExecution({ executionArn }),
      () => this.#world.oracle.redriveHeard(executionArn),
      () => this.#world.oracle.redriveRefused(executionArn),
    );
  }

  /** What was acknowledged can be read at once. */
  read(): void {
    const executionArn = this.#someExecution();
    if (executionArn === undefined) return;
    this.hear(
      this.#process.states.operations.describeExecution({ executionArn }),
      ({ status, stopDate }) => {
        if ((status === 'RUNNING') !== (stopDate === undefined))
          this.#world.oracle.problem(executionArn, `it is ${status} and has the stop date ${stopDate}`);
      },
      (code) => this.#world.oracle.problem(executionArn, `to be described it answered ${code}`),
    );
  }

  /** Brings an answer to who asked, unless the process died before it could leave. */
  hear<T>(answer: Promise<T>, acknowledged: (answer: T) => void, refused: (code: string) => void = () => undefined) {
    const store = this.#process.store;
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

  /** Mostly one of the last few: the others are used up. */
  #someToken(): Handed | undefined {
    const back = Math.floor(this.#world.random() ** 3 * this.#world.tokens.length);
    return this.#world.tokens[this.#world.tokens.length - 1 - back];
  }

  #someExecution(): string | undefined {
    return this.#world.pick([...this.#world.oracle.started.keys()]);
  }
}

function altered(token: string): string {
  const at = 10;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}
