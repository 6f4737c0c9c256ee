// A deterministic run of the engine: a seed decides what is asked, what tasks answer, how long commits take, and when the process dies. Weeks pass in
// milliseconds. What is durable at the end is checked against what was acknowledged on the way.
import { SimulatedCallers } from './simulation-callers.ts';
import { ACTIVITY_ARN, type Faults, SimulatedProcess } from './simulation-process.ts';
import { nextTurn, SimulatedWorld } from './simulation-world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

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
  await simulation.begin();
  for (let step = 0; step < steps; step++) await simulation.step();
  await simulation.finish();
  return simulation.result();
}

class Simulation {
  readonly #world: SimulatedWorld;
  readonly #faults: Faults;
  readonly #process: SimulatedProcess;
  readonly #callers: SimulatedCallers;
  #commitsAsking = 0;

  constructor(seed: number, faults: Faults) {
    this.#world = new SimulatedWorld(seed);
    this.#faults = faults;
    this.#process = new SimulatedProcess(this.#world, faults);
    this.#callers = new SimulatedCallers(this.#world, this.#process);
  }

  begin(): Promise<void> {
    return this.#process.open();
  }

  result(): SimulationResult {
    return {
      seed: this.#world.seed,
      started: this.#world.oracle.started.size,
      calledBack: this.#world.oracle.calledBack,
      crashes: this.#process.crashes,
      commitsAsking: this.#commitsAsking,
      commits: this.#process.commits,
      digest: this.#world.digest(),
      problems: this.#world.oracle.problems,
    };
  }

  async step(): Promise<void> {
    const drawn = this.#world.random();
    if (drawn < 0.2) this.#callers.start();
    else if (drawn < 0.24) this.#callers.startAgain();
    else if (drawn < 0.46) this.#callers.callBack();
    else if (drawn < 0.52) this.#callers.beat();
    else if (drawn < 0.56) this.#callers.poll();
    else if (drawn < 0.58) this.#callers.stop();
    else if (drawn < 0.61) this.#callers.redrive();
    else if (drawn < 0.66) this.#callers.read();
    else if (drawn < 0.68 && this.#faults === 'drawn') this.#process.store.kill();
    else if (drawn < 0.88) this.#world.clock.advanceBy(Math.floor(this.#world.random() * 30 * MINUTE_MS));
    else if (drawn < 0.93) this.#world.clock.advanceBy(Math.floor(this.#world.random() * 2 * DAY_MS));
    for (let turn = Math.floor(this.#world.random() * 6); turn > 0; turn--) await nextTurn();
    await this.#process.reviveIfDead();
  }

  /** Lets everything come to its end, without further faults, and looks at what is durable. */
  async finish(): Promise<void> {
    this.#commitsAsking = this.#process.commits;
    this.#process.calmDown();
    // The last crash is not part of what `faults` counts.
    if (this.#faults === 'drawn') {
      this.#process.store.kill();
      await this.#process.reviveIfDead();
    }
    await this.#takeUpActivities();
    for (let idle = 0, turns = 0; idle < 20 && turns < 100_000; turns++) {
      await nextTurn();
      await this.#process.reviveIfDead();
      const nextMs = this.#world.clock.nextMs();
      const { running, runningTasks } = this.#process.states.stats();
      const untold = this.#world.disk.ended(0, 1).length;
      idle = running === 0 && runningTasks === 0 && untold === 0 ? idle + 1 : 0;
      if (nextMs !== undefined && runningTasks === 0)
        this.#world.clock.advanceTo(Math.max(nextMs, this.#world.clock.nowMs()));
    }
    await this.#process.states.close();
    this.#world.oracle.check(this.#world.disk, (machineId) => this.#world.machineArn(machineId));
  }

  /** What waits for a worker is there for one at once, after a restart as before. */
  async #takeUpActivities(): Promise<void> {
    for (let turn = 0; turn < 100; turn++) await nextTurn();
    await this.#process.reviveIfDead();
    const [, activityMachine] = [...this.#world.machines].find(([name]) => name === 'worker')!;
    const open = this.#world.disk
      .tasks(undefined, 1_000_000)
      .filter(
        ({ executionId }) =>
          this.#world.machineArn(this.#world.disk.execution(executionId)!.machineId) === activityMachine,
      );
    let taken = 0;
    for (const _ of open) {
      this.#callers.hear(
        this.#process.states.operations.getActivityTask({ activityArn: ACTIVITY_ARN }),
        ({ taskToken }) => {
          if (taskToken !== undefined) taken += 1;
        },
      );
    }
    const store = this.#process.store;
    for (let turn = 0; turn < 100 && taken < open.length; turn++) await nextTurn();
    const disturbed = store.isDead || store !== this.#process.store || typeof this.#faults === 'object';
    if (taken < open.length && !disturbed)
      this.#world.oracle.problem('activity', `of ${open.length} open tasks a worker was handed ${taken}`);
  }
}
