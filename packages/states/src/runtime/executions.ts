// Running executions: a mailbox each, one step at a time, every step one commit. At rest an execution is on disk only.
import type { EvaluationAnswer, EvaluationRequest } from '../asl/evaluation.ts';
import type { Program } from '../asl/program.ts';
import { decodeEvents } from '../history/stored.ts';
import { advance } from '../interpreter/advance.ts';
import type { Execution } from '../interpreter/execution.ts';
import { openTasks, openTimers } from '../interpreter/open-waits.ts';
import type { Command, ExecutionContext, Host, Outcome, ScheduleTask } from '../interpreter/types.ts';
import type { Change, Store, TaskKey, TimerKey } from '../store/store.ts';
import type { Catalogue } from './catalogue.ts';
import type { Clock } from './clock.ts';
import { CONTINUE_SEQ, changesOf, stateText } from './commit.ts';
import { detailAfter, detailOf, detailText, type ExecutionDetail } from './detail.ts';
import type { TaskOwner } from './dispatcher.ts';
import { generatedName } from './execution-name.ts';
import type { Ids } from './ids.ts';
import type { Names } from './names.ts';
import type { Revision, StateMachine } from './records.ts';
import type { TaskTokens } from './task-token.ts';

/** States that an execution may enter before others get a turn. */
const SLICE_STEPS = 250;
/** Executions at rest that were busy a moment ago stay in memory, so much of them. */
const WARM_CHARACTERS_MAX = 8 * 1024 * 1024;
const WARM_COUNT_MAX = 4096;

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
  /** Something broke that should not: a fault of ours. */
  report(error: unknown): void;
  /** The step is durable: its tasks, timers and the like may be acted on. */
  committed(id: number, owner: TaskOwner, outcome: Outcome): void;
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
  readonly detail: ExecutionDetail;
}

export interface Started {
  readonly id: number;
  readonly name: string;
  readonly startMs: number;
}

/** What became of a command, once it is durable. */
export interface Sent {
  /** False where it was about something that is over. */
  readonly applied: boolean;
  readonly execution: Execution;
}

interface Job {
  readonly command: Command;
  /** For a timer: when it was due. It is void if the wait has another due time by now. */
  readonly dueMs?: number;
  readonly resolve: (sent: Sent) => void;
  readonly reject: (error: unknown) => void;
}

interface Resident {
  readonly id: number;
  readonly revisionId: number;
  readonly machine: StateMachine;
  readonly program: Program;
  readonly context: ExecutionContext;
  readonly name: string;
  readonly startMs: number;
  detail: ExecutionDetail;
  execution: Execution | undefined;
  readonly inbox: Job[];
  busy: boolean;
  /** Commits under way. */
  pending: number;
  lastCommit: Promise<void>;
  characters: number;
}

export class Executions {
  readonly #doors: ExecutionsDoors;
  readonly #residents = new Map<number, Resident>();
  readonly #warm = new Map<number, Resident>();
  #warmCharacters = 0;
  #lastId: number;

  constructor(doors: ExecutionsDoors) {
    this.#doors = doors;
    this.#lastId = doors.store.lastExecutionId();
  }

  /** How many executions are in memory. */
  get residentCount(): number {
    return this.#residents.size;
  }

  /** Begins an execution, runs it until it waits or ends, and resolves when that is durable. */
  async start(request: StartRequest): Promise<Started> {
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
      ...(detail.version === undefined ? {} : { stateMachineVersionArn: names.version(machine, detail.version) }),
      ...(detail.alias === undefined ? {} : { stateMachineAliasArn: names.alias(machine, detail.alias) }),
    };
    const { promise, resolve, reject } = Promise.withResolvers<Sent>();
    resident.inbox.push({ command, resolve, reject });
    this.#work(resident, request.name ?? null);
    await promise;
    return { id, name, startMs };
  }

  /** Resolves when the command's consequences are durable; with undefined if there is no such execution. */
  send(id: number, command: Command): Promise<Sent | undefined> {
    return this.#send(id, command, undefined);
  }

  /** A timer fell due. */
  async wake(timer: TimerKey): Promise<void> {
    if (!this.#isKept(timer)) return;
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
    this.#rest(resident);
    return task && { task, owner: ownerOf(resident) };
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#residents.values()].map(({ lastCommit }) => lastCommit));
  }

  /** Most timers are cleared long before they are due: that costs one look, not an execution read. */
  #isKept({ dueMs, executionId, seq }: TimerKey): boolean {
    const [kept] = this.#doors.store.timers({ dueMs, executionId, seq: seq - 1 }, 1);
    return kept !== undefined && kept.dueMs === dueMs && kept.executionId === executionId && kept.seq === seq;
  }

  #send(id: number, command: Command, dueMs: number | undefined): Promise<Sent | undefined> {
    const resident = this.#resident(id);
    if (!resident) return Promise.resolve(undefined);
    const { promise, resolve, reject } = Promise.withResolvers<Sent>();
    resident.inbox.push({ command, resolve, reject, ...(dueMs === undefined ? {} : { dueMs }) });
    this.#work(resident, null);
    return promise;
  }

  #resident(id: number): Resident | undefined {
    const resident = this.#residents.get(id);
    if (resident) {
      if (this.#warm.delete(id)) this.#warmCharacters -= resident.characters;
      return resident;
    }
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
      inbox: [],
      busy: false,
      pending: 0,
      lastCommit: Promise.resolve(),
      characters: 0,
    };
    this.#residents.set(id, resident);
    return resident;
  }

  /** Works off the inbox. `chosenName` is for the first step alone. */
  #work(resident: Resident, chosenName: string | null): void {
    while (!resident.busy) {
      const job = resident.inbox.shift();
      if (!job) break;
      this.#step(resident, job, chosenName);
    }
    this.#rest(resident);
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
    const { execution } = outcome;
    if (!outcome.applied) {
      this.#answer(resident, job, { applied: false, execution });
      return;
    }
    resident.execution = execution;
    resident.detail = detailAfter(resident.detail, execution);
    const committed = this.#doors.store.commit(this.#changes(resident, before, job.command, outcome, chosenName));
    resident.pending += 1;
    resident.lastCommit = committed;
    committed.then(
      () => {
        resident.pending -= 1;
        this.#doors.committed(resident.id, ownerOf(resident), outcome);
        job.resolve({ applied: true, execution });
        this.#rest(resident);
      },
      (error: unknown) => job.reject(error),
    );
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

  /** Lets go of an execution that has nothing to do; the last few stay for a while. */
  #rest(resident: Resident): void {
    if (resident.busy || resident.pending > 0 || resident.inbox.length > 0) return;
    if (resident.execution?.status !== 'RUNNING') {
      this.#residents.delete(resident.id);
      return;
    }
    if (this.#warm.has(resident.id)) return;
    this.#warm.set(resident.id, resident);
    this.#warmCharacters += resident.characters;
    while (this.#warm.size > WARM_COUNT_MAX || this.#warmCharacters > WARM_CHARACTERS_MAX) {
      const [id, oldest] = this.#warm.entries().next().value!;
      this.#warm.delete(id);
      this.#residents.delete(id);
      this.#warmCharacters -= oldest.characters;
    }
  }
}

function isDue(execution: Execution, job: Job): boolean {
  const { command, dueMs } = job;
  return (
    command.kind === 'timer-fired' &&
    openTimers(execution).some((timer) => timer.seq === command.seq && timer.dueMs === dueMs)
  );
}

function ownerOf(resident: Resident): TaskOwner {
  return { executionArn: resident.context.executionArn, stateMachineArn: resident.context.stateMachineArn };
}

/** The input that an execution was started with, from its history. */
export function executionInput(store: Store, id: number): string {
  const chunk = store.history(id, 1, 1)[0];
  const first = chunk && decodeEvents(chunk.events)[0];
  return first?.type === 'ExecutionStarted' ? first.input : '{}';
}

/** What is left of an execution that succeeded: enough to answer that it is over. */
function closedExecution(startedMs: number): Execution {
  return { v: 1, status: 'SUCCEEDED', lastEventId: 0, lastSeq: 0, startedMs };
}
