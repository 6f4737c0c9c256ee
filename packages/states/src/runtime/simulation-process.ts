// The process of a simulation: it opens the engine, its commits and functions go wrong as the seed says, it dies and begins anew.
import { createStates, type States } from '../states.ts';
import { type Fate, type FaultStore, openFaultStore } from '../store/fault-store.ts';
import { ACTIVITY_NAME, simulatedMachines } from './simulation-machines.ts';
import { nextTurn, type SimulatedWorld } from './simulation-world.ts';
import { TaskFailure, type TaskHandler } from './task-handler.ts';

const MINUTE_MS = 60_000;
const ROLE = 'arn:aws:iam::123456789012:role/r';
export const ACTIVITY_ARN = `arn:aws:states:us-east-1:123456789012:activity:${ACTIVITY_NAME}`;
/** So many turns of the event loop a commit takes that stalls. */
const STALL_TURNS = 60;

/** Which faults there are: those that the seed draws, or one alone, at one commit. */
export type Faults = 'drawn' | 'none' | { readonly commit: number; readonly kind: Exclude<Fate['kind'], 'done'> };

export class SimulatedProcess {
  readonly #world: SimulatedWorld;
  readonly #faults: Faults;
  #store: FaultStore | undefined;
  #states: States | undefined;
  /** Nothing fails but what `faults` names. */
  #calm: boolean;
  crashes = 0;
  /** How many were asked for. */
  commits = 0;

  constructor(world: SimulatedWorld, faults: Faults) {
    this.#world = world;
    this.#faults = faults;
    this.#calm = faults !== 'drawn';
  }

  /** The engine, in this life. */
  get states(): States {
    return this.#states!;
  }

  /** What this life writes to: another one after each crash. */
  get store(): FaultStore {
    return this.#store!;
  }

  /** From now on nothing goes wrong any more, but what `faults` names. */
  calmDown(): void {
    this.#calm = true;
  }

  /** One life of the process begins. */
  async open(): Promise<void> {
    for (;;) {
      const store = openFaultStore(this.#world.disk, () => this.#fate());
      this.#store = store;
      this.#world.oracle.bornAgain();
      const opening = this.#openStates(store);
      // Opening writes too, and may be where the process dies.
      const states = await Promise.race([opening, store.died, store.failed]);
      if (states && 'operations' in states) {
        this.#states = states;
        return;
      }
      opening.catch(() => undefined);
      store.kill();
      this.crashes += 1;
    }
  }

  async reviveIfDead(): Promise<void> {
    const store = this.#store!;
    const failed = await Promise.race([store.failed.then(() => true), nextTurn().then(() => false)]);
    if (!store.isDead && !failed) return;
    this.crashes += 1;
    store.kill();
    await this.open();
  }

  async #openStates(store: FaultStore): Promise<States> {
    const states = await createStates({
      store,
      clock: this.#world.clock,
      ids: {
        uuid: () => 'ffffffff-ffff-4fff-8fff-ffffffffffff',
        random: this.#world.random,
        secret: (lengthBytes) => Buffer.alloc(lengthBytes, this.#world.seed),
      },
      accountId: '123456789012',
      // Few at a time, so that some wait for their turn.
      taskConcurrencyMax: 8,
      tasks: { 'lambda:invoke': this.#handler(store) },
      onExecutionEnded: async ({ executionArn, status, stopMs }) => {
        await nextTurn();
        if (store.isDead) return new Promise(() => undefined);
        if (!this.#calm && this.#world.random() < 0.1) throw new TypeError('not taken');
        this.#world.oracle.toldOf(executionArn, status, stopMs);
      },
      onInternalError: (error) => this.#world.oracle.problem('engine', `internal error: ${String(error)}`),
    });
    await states.operations.createActivity({ name: ACTIVITY_NAME });
    for (const [name, definition] of Object.entries(simulatedMachines(ACTIVITY_ARN))) {
      const { stateMachineArn } = await states.operations.createStateMachine({ name, definition, roleArn: ROLE });
      this.#world.machines.set(name, stateMachineArn);
    }
    return states;
  }

  /** Functions that answer at once, after a while, not at all, or fail. */
  #handler(store: FaultStore): TaskHandler {
    return async ({ parameters, context }) => {
      const { FunctionName, Payload } = parameters as unknown as { FunctionName: string; Payload: { name: string } };
      // A process that died calls nobody, whatever is left of it here.
      if (store.isDead) return new Promise<never>(() => undefined);
      this.#world.oracle.called(context.idempotencyKey);
      for (let turn = Math.floor(this.#world.random() * 4); turn > 0; turn--) await nextTurn();
      if (store.isDead) return new Promise<never>(() => undefined);
      const drawn = this.#calm ? 1 : this.#world.random();
      if (drawn < 0.1) throw new TaskFailure('Lambda.ServiceException', 'down');
      if (drawn < 0.12) throw new TaskFailure('Broken', 'for good');
      if (drawn < 0.16) await this.#whileLater(Math.floor(this.#world.random() * 3 * 60 * MINUTE_MS));
      if (store.isDead) return new Promise<never>(() => undefined);
      if (FunctionName === 'ask') {
        const { token } = Payload as unknown as { token: string };
        this.#world.handOut(token, Payload);
      }
      return { StatusCode: 200, Payload: {} };
    };
  }

  #whileLater(durationMs: number): Promise<void> {
    return new Promise((resolve) => this.#world.clock.wakeAt(this.#world.clock.nowMs() + durationMs, resolve));
  }

  #fate(): Fate {
    this.commits += 1;
    const faults = this.#faults;
    // With one fault or none all is the same up to it: nothing is drawn.
    if (faults !== 'drawn') {
      const isFaulty = faults !== 'none' && this.commits === faults.commit;
      return isFaulty ? { kind: faults.kind } : { kind: 'done', turns: 0 };
    }
    const drawn = this.#world.random();
    if (!this.#calm && drawn < 0.004) return { kind: 'lost' };
    if (!this.#calm && drawn < 0.008) return { kind: 'unheard' };
    if (!this.#calm && drawn < 0.01) return { kind: 'failed' };
    if (!this.#calm && drawn < 0.012) return { kind: 'failed-kept' };
    if (!this.#calm && drawn < 0.02) return { kind: 'done', turns: STALL_TURNS };
    return { kind: 'done', turns: Math.floor(drawn * 300) % 3 };
  }
}
