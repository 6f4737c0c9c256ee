// What the simulation heard, and whether what is durable at the end agrees with it.
import type { HistoryEvent } from '../history/event.ts';
import type { Store } from '../store/store.ts';
import { generatedName } from './execution-name.ts';
import { historyProblems } from './history-check.ts';
import { entriesMax, HEARTBEAT_SECONDS, TIMEOUT_SECONDS, WAIT_SECONDS } from './simulation-machines.ts';
import { readEvents } from './stored-events.ts';

interface Callback {
  readonly token: string;
  readonly name: string;
  /** The token had been refused already when it was sent. */
  readonly late: boolean;
  /** Unknown where the process died, or its store failed, before it answered. */
  answer: 'unknown' | 'taken' | 'refused';
}

const RULES = {
  entriesMax,
  timeoutSeconds: TIMEOUT_SECONDS,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  waitSeconds: WAIT_SECONDS,
};

export class SimulationOracle {
  readonly problems: string[] = [];
  /** Starts that were acknowledged, by ARN. */
  readonly started = new Map<string, { readonly input: string; readonly startDate: number }>();
  readonly #callbacks = new Map<string, Callback>();
  readonly #refusedTokens = new Set<string>();
  /** The time of the last heartbeat that was acknowledged, by token. */
  readonly #beats = new Map<string, number>();
  readonly #redrives = new Map<string, { sent: number; heard: number; refused: number }>();
  readonly #stopped = new Set<string>();
  readonly #told = new Set<string>();
  readonly #closed = new Set<string>();
  readonly #succeeded = new Set<string>();
  /** Tasks that became durable, and whether they are open still. */
  readonly #keptTasks = new Map<string, boolean>();
  /** Calls of handlers in this life, by key. */
  #called = new Set<string>();

  get calledBack(): number {
    return [...this.#callbacks.values()].filter(({ answer }) => answer === 'taken').length;
  }

  problem(what: string, text: string): void {
    this.problems.push(`${what}: ${text}`);
  }

  bornAgain(): void {
    this.#called = new Set();
  }

  startHeard({ executionArn, startDate }: { executionArn: string; startDate: number }, input: string): void {
    const known = this.started.get(executionArn);
    if (known && known.startDate !== startDate) this.problem(executionArn, 'it was started twice');
    this.started.set(executionArn, { input, startDate });
  }

  callbackSent(mark: string, token: string, name: string): void {
    this.#callbacks.set(mark, { token, name, late: this.#refusedTokens.has(token), answer: 'unknown' });
  }

  callbackTaken(mark: string, altered: boolean): void {
    const callback = this.#callbacks.get(mark)!;
    if (altered) this.problem(callback.name, 'a token that was tampered with was taken');
    if (callback.late) this.problem(callback.name, 'a token was refused, and taken later');
    for (const other of this.#callbacks.values())
      if (other.token === callback.token && other.answer === 'taken')
        this.problem(callback.name, 'two callbacks were taken');
    callback.answer = 'taken';
  }

  callbackRefused(mark: string, code: string, altered: boolean): void {
    const callback = this.#callbacks.get(mark)!;
    const wanted = altered ? ['InvalidToken'] : ['TaskTimedOut', 'TaskDoesNotExist'];
    if (!wanted.includes(code)) this.problem(callback.name, `a callback was answered with ${code}`);
    callback.answer = 'refused';
    this.#refusedTokens.add(callback.token);
  }

  beatHeard(token: string, atMs: number): void {
    this.#beats.set(token, Math.max(atMs, this.#beats.get(token) ?? 0));
  }

  stopHeard(executionArn: string): void {
    this.#stopped.add(executionArn);
  }

  redriveSent(executionArn: string): void {
    this.#redrive(executionArn).sent += 1;
  }

  redriveHeard(executionArn: string): void {
    this.#redrive(executionArn).heard += 1;
  }

  redriveRefused(executionArn: string): void {
    this.#redrive(executionArn).refused += 1;
  }

  toldOf(executionArn: string, status: string, stopMs: number): void {
    this.#told.add(`${executionArn} ${status} ${stopMs}`);
    if (status === 'SUCCEEDED') this.#succeeded.add(executionArn);
    else this.#closed.add(executionArn);
  }

  /** Known to be over for good. */
  hasSucceeded(executionArn: string): boolean {
    return this.#succeeded.has(executionArn);
  }

  /** Those of whose end without success the host was told, redriven since or not. */
  closedWithoutSuccess(): string[] {
    return [...this.#closed].filter((arn) => this.started.has(arn));
  }

  taskKept(executionId: number, seq: number, open: boolean): void {
    this.#keptTasks.set(`${executionId}-${seq}`, open);
  }

  /** A handler is called: its task must be durable, and it must not have been called in this life. */
  called(idempotencyKey: string): void {
    if (this.#called.has(idempotencyKey)) this.problem(idempotencyKey, 'its handler was called twice in one life');
    this.#called.add(idempotencyKey);
    const key = idempotencyKey.slice(idempotencyKey.lastIndexOf('/') + 1);
    const open = this.#keptTasks.get(key);
    if (open === undefined) this.problem(idempotencyKey, 'its handler was called before it was durable');
    if (open === false) this.problem(idempotencyKey, 'its handler was called after it was done');
  }

  /** Everything has come to its end: does the disk agree? */
  check(disk: Store, machineArn: (machineId: number) => string): void {
    const found = new Set<string>();
    const histories = new Map<string, HistoryEvent[]>();
    for (const row of disk.executionsFrom(0, 1_000_000)) {
      const name = row.name ?? generatedName(row.id, row.startMs);
      const arn = `${machineArn(row.machineId).replace(':stateMachine:', ':execution:')}:${name}`;
      if (found.has(arn)) this.problem(arn, 'it is there twice');
      found.add(arn);
      const events = disk.history(row.id).flatMap((chunk) => readEvents(chunk.events));
      histories.set(name, events);
      for (const text of historyProblems(events, row.status, RULES)) this.problem(arn, text);
      if (row.status === 'RUNNING') this.problem(arn, 'it still runs');
      const start = this.started.get(arn);
      if (start && start.startDate !== row.startMs / 1000) this.problem(arn, 'its start is not the one acknowledged');
      this.#checkEnds(arn, events);
      this.#checkBeats(arn, events);
    }
    for (const arn of this.started.keys())
      if (!found.has(arn)) this.problem(arn, 'its start was acknowledged and lost');
    this.#checkCallbacks(histories);
    if (disk.timers(undefined, 1).length > 0) this.problem('store', 'a timer is left over');
    if (disk.tasks(undefined, 1).length > 0) this.problem('store', 'a task is left over');
    if (disk.ended(0, 1).length > 0) this.problem('store', 'a notice is left over');
  }

  #checkEnds(arn: string, events: readonly HistoryEvent[]): void {
    for (const { type, timestampMs } of events) {
      const end = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.exec(type)?.[1];
      if (end === undefined) continue;
      const status = end === 'TimedOut' ? 'TIMED_OUT' : end.toUpperCase();
      if (!this.#told.has(`${arn} ${status} ${timestampMs}`)) this.problem(arn, `the host was not told that it ${end}`);
    }
    const redriven = events.filter(({ type }) => type === 'ExecutionRedriven').length;
    const { sent, heard, refused } = this.#redrive(arn);
    if (redriven < heard || redriven > sent - refused) {
      this.problem(arn, `it was redriven ${redriven} times, of ${sent} requests ${heard} were acknowledged`);
    }
    const ended = events.some(({ type }) => /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type));
    if (this.#stopped.has(arn) && !ended) this.problem(arn, 'it was stopped and never ended');
  }

  #checkCallbacks(histories: ReadonlyMap<string, readonly HistoryEvent[]>): void {
    /** How often each mark is in a history, by execution. */
    const marks = new Map<string, number>();
    for (const events of histories.values()) {
      for (const event of events) {
        if (!/^(Task|Activity)(Succeeded|Failed)$/.test(event.type)) continue;
        const text = 'output' in event ? event.output : 'error' in event ? String(event.error) : '';
        const mark = /m\d+\./.exec(text)?.[0];
        if (mark !== undefined) marks.set(mark, (marks.get(mark) ?? 0) + 1);
      }
    }
    for (const [mark, { name, answer }] of this.#callbacks) {
      const times = marks.get(mark) ?? 0;
      if (answer === 'taken' && times === 0) this.problem(name, 'a callback was acknowledged and lost');
      if (answer === 'refused' && times > 0) this.problem(name, 'a callback was refused and taken');
      if (times > 1) this.problem(name, 'a callback was taken twice');
    }
  }

  /** Nothing times out for want of a heartbeat before its time, counted from the last one acknowledged. */
  #checkBeats(arn: string, events: readonly HistoryEvent[]): void {
    /** When the task of an event's line must have a heartbeat at the earliest. */
    const patientUntilMs = new Map<number, number>();
    for (const event of events) {
      if (event.type === 'TaskScheduled') {
        const { Payload } = JSON.parse(event.parameters) as { Payload?: { token?: string; state?: string } };
        const beatMs = this.#beats.get(Payload?.token ?? '');
        const seconds = HEARTBEAT_SECONDS[Payload?.state ?? ''];
        if (beatMs !== undefined && seconds !== undefined) patientUntilMs.set(event.id, beatMs + seconds * 1000);
        continue;
      }
      const untilMs = patientUntilMs.get(event.previousEventId);
      if (untilMs === undefined) continue;
      patientUntilMs.set(event.id, untilMs);
      if (event.type !== 'TaskTimedOut' || event.error !== 'States.HeartbeatTimeout') continue;
      if (event.timestampMs < untilMs) this.problem(arn, 'it timed out for want of a heartbeat that was acknowledged');
    }
  }

  #redrive(executionArn: string): { sent: number; heard: number; refused: number } {
    let counts = this.#redrives.get(executionArn);
    if (!counts) {
      counts = { sent: 0, heard: 0, refused: 0 };
      this.#redrives.set(executionArn, counts);
    }
    return counts;
  }
}
