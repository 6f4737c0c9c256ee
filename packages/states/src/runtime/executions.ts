// Running executions: a mailbox each, one step at a time, every step one commit. At rest an execution is on disk only.
import type { EvaluationAnswer, EvaluationRequest } from '../asl/evaluation.ts';
import type { Json } from '../asl/json.ts';
import type { Program } from '../asl/program.ts';
import { advance } from '../interpreter/advance.ts';
import type { Execution } from '../interpreter/execution.ts';
import { openTasks } from '../interpreter/open-waits.ts';
import type { Command, Effect, Host, Outcome, ScheduleTask } from '../interpreter/types.ts';
import type { Change, Store, TaskKey, TimerKey } from '../store/store.ts';
import type { Catalogue } from './catalogue.ts';
import type { Clock } from './clock.ts';
import { CONTINUE_SEQ, changesOf, stateText } from './commit.ts';
import { detailAfter, detailOf, detailText, type ExecutionDetail } from './detail.ts';
import type { TaskOwner } from './dispatcher.ts';
import { executionInput } from './execution-input.ts';
import { generatedName } from './execution-name.ts';
import type { Ids } from './ids.ts';
import type { Names } from './names.ts';
import type { Revision, StateMachine } from './records.ts';
import { closedExecution, isDue, type Job, ownerOf, type Resident, ResidentPool, type Sent } from './resident.ts';
import type { TaskTokens } from './task-token.ts';

/** States that an execution may enter before others get a turn. */
const SLICE_STEPS = 250;

export interface ExecutionsDoors {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly catalogue: Catalogue;
  readonly names: Names;
  readonly tokens: TaskTokens;
  readonly waitTimeScale: number;
  evaluate(request: EvaluationRequest): Promise<EvaluationAnswer>;
  /** What a step that ended an execution must commit besides. */
  endedChanges(ended: EndedExecution): readonly Change[];
  /** The trace of what goes on because a timer fired, if it is to have one. */
  traceOfTimer(executionArn: string): string | undefined;
  /** Something broke that should not: a fault of ours. */
  report(error: unknown): void;
  /** The step is durable: its tasks, timers and the like may be acted on. */
  committed(id: number, owner: TaskOwner, effects: readonly Effect[]): void;
}

export interface EndedExecution {
  readonly id: number;
  readonly machine: StateMachine;
  readonly name: string;
  readonly startMs: number;
  readonly stopMs: number;
  readonly effect: Extract<Outcome['effects'][number], { kind: 'ended' }>;
}

export interface StartRequest {
  readonly machine: StateMachine;
  readonly revision: Revision;
  /** Undefined to have one made. */
  readonly name: string | undefined;
  readonly input: string;
  /** The same parsed, where the caller has it. */
  readonly inputValue?: Json;
  readonly detail: ExecutionDetail;
}

export interface Started {
  readonly id: number;
  readonly name: string;
  readonly startMs: number;
}

export class Executions {
  readonly #doors: ExecutionsDoors;
  readonly #pool = new ResidentPool();
  #lastId: number;

  constructor(doors: ExecutionsDoors) {
    this.#doors = doors;
    this.#lastId = doors.store.lastExecutionId();
  }

  /** How many executions are in memory. */
  get residentCount(): number {
    return this.#pool.size;
  }

  /** Begins an execution, runs it until it waits or ends, and resolves when that is durable. */
  start(request: StartRequest): Promise<Started> {
    const { machine, revision, detail, input } = request;
    const id = ++this.#lastId;
    const startMs = this.#doors.clock.nowMs();
    const name = request.name ?? generatedName(id, startMs);
    const program = this.#doors.catalogue.program(revision.id);
    const resident = this.#reside(id, machine, revision, program, name, startMs, detail, undefined, () => input);
    const { names } = this.#doors;
    const command: Command = {
      kind: 'start',
      input,
      ...(request.inputValue === undefined ? {} : { inputValue: request.inputValue }),
      ...(detail.version === undefined ? {} : { stateMachineVersionArn: names.version(machine, detail.version) }),
      ...(detail.alias === undefined ? {} : { stateMachineAliasArn: names.alias(machine, detail.alias) }),
    };
    const started = { id, name, startMs };
    const { promise, resolve, reject } = Promise.withResolvers<Started>();
    resident.inbox.push({ command, resolve: () => resolve(started), reject });
    this.#work(resident, request.name ?? null);
    return promise;
  }

  /** Resolves when the command's consequences are durable; with undefined if there is no such execution. They belong to the caller's trace: null if it has none, absent if the execution itself goes on. */
  send(id: number, command: Command, traceHeader?: string | null): Promise<Sent | undefined> {
    return this.#send(id, command, undefined, traceHeader);
  }

  /** A timer that the store holds fell due. */
  async wake(timer: TimerKey): Promise<void> {
    const sent = await this.#send(timer.executionId, { kind: 'timer-fired', seq: timer.seq }, timer.dueMs);
    if (sent?.applied) return;
    // A timer that no wait knows any more would be found again at every start.
    const { dueMs, executionId, seq } = timer;
    await this.#doors.store.commit([{ kind: 'timer.clear', dueMs, executionId, seq }]);
  }

  /** Goes on with an execution that used up its slice. */
  async goOn(id: number): Promise<void> {
    const sent = await this.send(id, { kind: 'continue' });
    if (sent?.applied) return;
    await this.#doors.store.commit([{ kind: 'task.close', executionId: id, seq: CONTINUE_SEQ }]);
  }

  /** A task that is open in the store, as its execution has it now. */
  findTask(key: TaskKey): { task: ScheduleTask; owner: TaskOwner } | undefined {
    const resident = this.#resident(key.executionId);
    if (!resident?.execution) return undefined;
    const task = openTasks(resident.program, resident.execution).find(({ seq }) => seq === key.seq);
    this.#pool.rest(resident);
    return task && { task, owner: ownerOf(resident) };
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#pool.all()].map(({ lastCommit }) => lastCommit));
  }

  #send(
    id: number,
    command: Command,
    dueMs: number | undefined,
    traceHeader?: string | null,
  ): Promise<Sent | undefined> {
    const resident = this.#resident(id);
    if (!resident) return Promise.resolve(undefined);
    const { promise, resolve, reject } = Promise.withResolvers<Sent>();
    resident.inbox.push({
      command,
      resolve,
      reject,
      ...(dueMs === undefined ? {} : { dueMs }),
      ...(traceHeader === undefined ? {} : { traceHeader }),
    });
    this.#work(resident, null);
    return promise;
  }

  #resident(id: number): Resident | undefined {
    const resident = this.#pool.take(id);
    if (resident) return resident;
    const { store, catalogue } = this.#doors;
    const row = store.execution(id);
    const machine = row && catalogue.machine(row.machineId);
    if (!row || !machine) return undefined;
    const execution = row.state === null ? closedExecution(row.startMs) : (JSON.parse(row.state) as Execution);
    const input = (): string => executionInput(store, id);
    return this.#reside(
      id,
      machine,
      catalogue.revision(row.revisionId),
      catalogue.program(row.revisionId),
      row.name ?? generatedName(id, row.startMs),
      row.startMs,
      detailOf(row.detail),
      execution,
      input,
    );
  }

  #reside(
    id: number,
    machine: StateMachine,
    revision: Revision,
    program: Program,
    name: string,
    startMs: number,
    detail: ExecutionDetail,
    execution: Execution | undefined,
    input: () => string,
  ): Resident {
    const { names } = this.#doors;
    const resident: Resident = {
      id,
      revisionId: revision.id,
      machine,
      program,
      context: {
        executionArn: names.execution(machine, name),
        executionName: name,
        roleArn: revision.roleArn,
        stateMachineArn: names.machine(machine),
        stateMachineName: machine.name,
        region: names.region,
        input,
      },
      name,
      startMs,
      detail,
      execution,
      // One that comes back from disk goes on in a trace of its own.
      traceHeader: execution === undefined ? detail.traceHeader : undefined,
      inbox: [],
      busy: false,
      pending: 0,
      lastCommit: Promise.resolve(),
      characters: 0,
    };
    this.#pool.add(resident);
    return resident;
  }

  /** Works off the inbox. `chosenName` is for the first step alone. */
  #work(resident: Resident, chosenName: string | null): void {
    while (!resident.busy) {
      const job = resident.inbox.shift();
      if (!job) break;
      this.#step(resident, job, chosenName);
    }
    this.#pool.rest(resident);
  }

  #step(resident: Resident, job: Job, chosenName: string | null): void {
    const before = resident.execution;
    if (job.dueMs !== undefined && before && !isDue(before, job)) {
      this.#answer(resident, job, { applied: false, execution: before });
      return;
    }
    let outcome: Outcome | Promise<Outcome>;
    try {
      outcome = advance(resident.program, before, job.command, this.#host(resident), this.#doors.evaluate);
    } catch (error) {
      this.#doors.report(error);
      job.reject(error);
      return;
    }
    if (!(outcome instanceof Promise)) {
      this.#finish(resident, before, job, outcome, chosenName);
      return;
    }
    resident.busy = true;
    outcome.then(
      (settled) => {
        resident.busy = false;
        this.#finish(resident, before, job, settled, chosenName);
        this.#work(resident, null);
      },
      (error: unknown) => {
        resident.busy = false;
        this.#doors.report(error);
        job.reject(error);
        this.#work(resident, null);
      },
    );
  }

  #finish(
    resident: Resident,
    before: Execution | undefined,
    job: Job,
    outcome: Outcome,
    chosenName: string | null,
  ): void {
    // What is written must not be kept until it is on disk, nor what led to it: with hundreds of steps under way it would survive many a garbage collection.
    const { execution, effects } = outcome;
    const { resolve, reject } = job;
    if (!outcome.applied) {
      this.#answer(resident, job, { applied: false, execution });
      return;
    }
    resident.execution = execution;
    if (job.traceHeader !== undefined) resident.traceHeader = job.traceHeader ?? undefined;
    else if (job.command.kind === 'timer-fired') {
      resident.traceHeader = this.#doors.traceOfTimer(resident.context.executionArn);
    }
    resident.detail = detailAfter(resident.detail, execution);
    const committed = this.#doors.store.commit(this.#changes(resident, before, job.command, outcome, chosenName));
    resident.pending += 1;
    resident.lastCommit = committed;
    committed.then(() => {
      resident.pending -= 1;
      this.#doors.committed(resident.id, ownerOf(resident), effects);
      resolve({ applied: true, execution });
      this.#pool.rest(resident);
    }, reject);
  }

  #changes(
    resident: Resident,
    before: Execution | undefined,
    command: Command,
    outcome: Outcome,
    chosenName: string | null,
  ): Change[] {
    const { id, program, machine, startMs } = resident;
    const { status } = outcome.execution;
    const ended = outcome.effects.find((effect) => effect.kind === 'ended');
    const stopMs = ended ? (outcome.events.at(-1)?.timestampMs ?? this.#doors.clock.nowMs()) : null;
    const state = stateText(outcome.execution);
    const detail = detailText(resident.detail);
    resident.characters = state?.length ?? 0;
    const changes = changesOf(id, program, before, command, outcome);
    if (before) changes.push({ kind: 'execution.update', id, status, stopMs, detail, state });
    else {
      const { revisionId } = resident;
      const row = { id, machineId: machine.id, revisionId, name: chosenName, status, startMs, stopMs, detail, state };
      changes.push({ kind: 'execution.insert', row });
    }
    if (ended) {
      const { name } = resident;
      changes.push(
        ...this.#doors.endedChanges({ id, machine, name, startMs, stopMs: stopMs ?? startMs, effect: ended }),
      );
    }
    return changes;
  }

  /** Answers a command that changed nothing, but not before what made it so is durable. */
  #answer(resident: Resident, job: Job, sent: Sent): void {
    resident.lastCommit.then(() => job.resolve(sent), job.reject);
  }

  #host(resident: Resident): Host {
    const { clock, ids, tokens, waitTimeScale } = this.#doors;
    return {
      nowMs: clock.nowMs(),
      random: () => ids.random(),
      newId: () => ids.uuid(),
      taskToken: (seq) => tokens.issue({ executionId: resident.id, seq }),
      maxSteps: SLICE_STEPS,
      waitTimeScale,
      context: resident.context,
    };
  }
}
