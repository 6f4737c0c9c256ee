// Executions in memory.
import type { Program } from '../asl/program.ts';
import type { Execution } from '../interpreter/execution.ts';
import { openTimers } from '../interpreter/open-waits.ts';
import type { Command, ExecutionContext } from '../interpreter/types.ts';
import type { ExecutionDetail } from './detail.ts';
import type { TaskOwner } from './dispatcher.ts';
import type { StateMachine } from './records.ts';

/** Executions at rest that were busy a moment ago stay in memory, so much of them: more would only grow old on the heap. */
const WARM_CHARACTERS_MAX = 8 * 1024 * 1024;
const WARM_COUNT_MAX = 1024;

/** What became of a command, once it is durable. */
export interface Sent {
  /** False where it was about something that is over. */
  readonly applied: boolean;
  readonly execution: Execution;
}

export interface Job {
  readonly command: Command;
  /** For a timer: when it was due. It is void if the wait has another due time by now. */
  readonly dueMs?: number;
  /** The trace of whoever sent it, null if there is none; absent where nobody did. */
  readonly traceHeader?: string | null;
  readonly resolve: (sent: Sent) => void;
  readonly reject: (error: unknown) => void;
}

/** An execution in memory: because it works, is being written, or did so a moment ago. */
export interface Resident {
  readonly id: number;
  readonly revisionId: number;
  readonly machine: StateMachine;
  readonly program: Program;
  readonly context: ExecutionContext;
  readonly name: string;
  readonly startMs: number;
  detail: ExecutionDetail;
  execution: Execution | undefined;
  /** The trace of what made it go on last: a start, a callback, a timer. */
  traceHeader: string | undefined;
  readonly inbox: Job[];
  busy: boolean;
  /** Commits under way. */
  pending: number;
  lastCommit: Promise<void>;
  characters: number;
}

/** Those in memory. One at rest is let go, but the last few stay for a while: what was busy a moment ago often is again. */
export class ResidentPool {
  readonly #residents = new Map<number, Resident>();
  /** At rest, the one that rests longest first. */
  readonly #warm = new Map<number, Resident>();
  #warmCharacters = 0;

  get size(): number {
    return this.#residents.size;
  }

  all(): Iterable<Resident> {
    return this.#residents.values();
  }

  add(resident: Resident): void {
    this.#residents.set(resident.id, resident);
  }

  /** Takes one up for work; `rest` gives it back. */
  take(id: number): Resident | undefined {
    const resident = this.#residents.get(id);
    if (resident && this.#warm.delete(id)) this.#warmCharacters -= resident.characters;
    return resident;
  }

  /** Lets go of an execution that has nothing to do; the last few stay for a while. */
  rest(resident: Resident): void {
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

export function isDue(execution: Execution, job: Job): boolean {
  const { command, dueMs } = job;
  return (
    command.kind === 'timer-fired' &&
    openTimers(execution).some((timer) => timer.seq === command.seq && timer.dueMs === dueMs)
  );
}

export function ownerOf(resident: Resident): TaskOwner {
  const { context, traceHeader } = resident;
  return {
    executionArn: context.executionArn,
    stateMachineArn: context.stateMachineArn,
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}

/** What is left of an execution that succeeded: enough to answer that it is over. */
export function closedExecution(startedMs: number): Execution {
  return { v: 1, status: 'SUCCEEDED', lastEventId: 0, lastSeq: 0, startedMs };
}
