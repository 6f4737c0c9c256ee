import type { Json } from '../asl/json.ts';
import type { Program } from '../asl/program.ts';
import type { HistoryEvent, HistoryEventType } from '../history/event.ts';
import type { StateEntered, StateExited } from '../history/events/state.ts';
import type { Deadline, Execution, ExecutionStatus, RedriveToken } from './execution.ts';
import { MAX_HISTORY_EVENTS } from './limits.ts';
import { Line } from './line.ts';
import type { Effect, Host } from './types.ts';

/** An event before it is numbered. */
type Unnumbered<E> = E extends HistoryEvent ? Omit<E, 'id' | 'previousEventId' | 'timestampMs'> : never;
export type NewEvent = Unnumbered<HistoryEvent>;

/** How a task, a state or a line fails; each part may be missing. */
export interface Failure {
  readonly error?: string;
  readonly cause?: string;
}

/** `failure` is missing where the line came to its end, with its `output`. */
export interface Settled {
  readonly line: Line;
  readonly failure?: Failure;
}

/** Room is kept for the event that ends the execution. */
export class HistoryFull extends Error {
  readonly code = 'HISTORY_FULL';
}

/** One interpretation under way: the execution in mutable form, and what has come of it so far. */
export class Session {
  readonly program: Program;
  readonly host: Host;
  readonly events: HistoryEvent[] = [];
  readonly effects: Effect[] = [];
  readonly startedMs: number;
  status: ExecutionStatus = 'RUNNING';
  lastEventId = 0;
  lastSeq = 0;
  deadline: Deadline | undefined;
  redriveCount = 0;
  redrivenMs: number | undefined;
  redriveTokens: readonly RedriveToken[] | undefined;
  root: Line;
  /** Lines that are about to enter a state. */
  readonly ready: Line[] = [];
  /** Lines that came to their end, or failed, and whose parent has not been told yet. */
  readonly settled: Settled[] = [];
  stepsLeft: number;
  /** The command was `redrive`: lines take up where they ended. */
  redriving = false;

  constructor(program: Program, host: Host, root: Line, startedMs: number) {
    this.program = program;
    this.host = host;
    this.root = root;
    this.startedMs = startedMs;
    this.stepsLeft = host.maxSteps;
  }

  static load(program: Program, host: Host, execution: Execution): Session | undefined {
    if (execution.root === undefined) return undefined;
    const session = new Session(program, host, Line.load(execution.root, program, undefined), execution.startedMs);
    session.status = execution.status;
    session.lastEventId = execution.lastEventId;
    session.lastSeq = execution.lastSeq;
    session.deadline = execution.deadline;
    session.redriveCount = execution.redriveCount ?? 0;
    session.redrivenMs = execution.redrivenMs;
    session.redriveTokens = execution.redriveTokens;
    return session;
  }

  save(): Execution {
    return {
      v: 1,
      status: this.status,
      lastEventId: this.lastEventId,
      lastSeq: this.lastSeq,
      startedMs: this.startedMs,
      ...(this.deadline === undefined ? {} : { deadline: this.deadline }),
      ...(this.redriveCount === 0 ? {} : { redriveCount: this.redriveCount }),
      ...(this.redrivenMs === undefined ? {} : { redrivenMs: this.redrivenMs }),
      ...(this.redriveTokens === undefined ? {} : { redriveTokens: this.redriveTokens }),
      ...(this.status === 'SUCCEEDED' ? {} : { root: this.root.save() }),
    };
  }

  /**
   * Records an event that follows the line's last one, and makes it the last.
   * @throws {HistoryFull}
   */
  emit(line: Line, event: NewEvent): number {
    const id = this.record(line.lastEventId, event);
    line.lastEventId = id;
    return id;
  }

  /** Records an event beside the chain: it has a cause, and nothing follows from it. */
  record(previousEventId: number, event: NewEvent): number {
    const id = this.nextEventId(event.type);
    const numbered = event as unknown as Record<string, Json | undefined>;
    numbered.id = id;
    numbered.previousEventId = previousEventId;
    numbered.timestampMs = this.host.nowMs;
    this.events.push(numbered as unknown as HistoryEvent);
    return id;
  }

  /** As `emit`, for what most of every history is made of: the object is made in one go. */
  emitEntered(line: Line, type: StateEntered['type'], name: string, input: string): number {
    const id = this.nextEventId(type);
    const { lastEventId: previousEventId } = line;
    return this.append(line, { type, id, previousEventId, timestampMs: this.host.nowMs, name, input } as StateEntered);
  }

  /** The same for leaving a state without assigning anything. */
  emitExited(line: Line, type: StateExited['type'], name: string, output: string): void {
    const id = this.nextEventId(type);
    const { lastEventId: previousEventId } = line;
    this.append(line, { type, id, previousEventId, timestampMs: this.host.nowMs, name, output } as StateExited);
  }

  private append(line: Line, event: HistoryEvent): number {
    this.events.push(event);
    line.lastEventId = event.id;
    return event.id;
  }

  private nextEventId(type: HistoryEventType): number {
    if (this.lastEventId >= MAX_HISTORY_EVENTS - 1 && !type.startsWith('Execution')) {
      throw new HistoryFull('the history is full');
    }
    this.lastEventId += 1;
    return this.lastEventId;
  }

  nextSeq(): number {
    this.lastSeq += 1;
    return this.lastSeq;
  }

  /** Ends a line's wait. */
  close(line: Line): void {
    if (line.wait === undefined) return;
    this.effects.push({ kind: 'close', seq: line.wait.seq });
    line.wait = undefined;
  }

  /** Takes lines that were given up off the queues. */
  forget(given: (line: Line) => boolean): void {
    remove(this.ready, given);
    remove(this.settled, ({ line }) => given(line));
  }

  /** Ends the execution and whatever still waits in it. */
  end(status: Exclude<ExecutionStatus, 'RUNNING'>, how: { output?: string; error?: string; cause?: string }): void {
    for (const line of this.root.all()) this.close(line);
    if (this.deadline !== undefined) {
      this.effects.push({ kind: 'close', seq: this.deadline.seq });
      this.deadline = undefined;
    }
    this.status = status;
    this.ready.length = 0;
    this.settled.length = 0;
    this.effects.push({ kind: 'ended', status, ...how });
  }
}

function remove<T>(queue: T[], given: (item: T) => boolean): void {
  for (let i = queue.length - 1; i >= 0; i--) if (given(queue[i] as T)) queue.splice(i, 1);
}
