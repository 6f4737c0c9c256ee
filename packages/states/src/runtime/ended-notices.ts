// Tells the host of executions that ended, at least once each, in order: notices are committed with the end and removed when the host has taken them.

import type { Change, EndedRow, Store } from '../store/store.ts';
import type { Clock } from './clock.ts';
import type { EndedExecution } from './executions.ts';
import type { Names } from './names.ts';
import { readEvents } from './stored-events.ts';

/** How an execution can end. */
export type EndStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An execution ended; what EventBridge's "Step Functions Execution Status Change" says on AWS. */
export interface ExecutionEnded {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: EndStatus;
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly stopMs: number;
  /** JSON text. */
  readonly input: string;
  /** JSON text; there when it succeeded. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Rejecting (or throwing) means: tell me again later. Must bear being told twice. */
export type OnExecutionEnded = (ended: ExecutionEnded) => Promise<void> | void;

interface Notice {
  readonly v: 1;
  readonly executionId: number;
  readonly account: string;
  readonly machineName: string;
  readonly name: string;
  readonly status: ExecutionEnded['status'];
  readonly startMs: number;
  readonly stopMs: number;
  readonly error?: string;
  readonly cause?: string;
}

const PAGE = 100;
const RETRY_MS_MIN = 200;
const RETRY_MS_MAX = 60_000;

export class EndedNotices {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #names: Names;
  readonly #tell: OnExecutionEnded | undefined;
  readonly #statuses: ReadonlySet<EndStatus> | undefined;
  #lastId: number;
  #draining: Promise<void> | undefined;
  #more = false;
  #retryMs = RETRY_MS_MIN;
  #cancelRetry: (() => void) | undefined;
  #stopped = false;

  /** `statuses`: those of which the host wants to hear; undefined for all. */
  constructor(
    store: Store,
    clock: Clock,
    names: Names,
    tell: OnExecutionEnded | undefined,
    statuses: readonly EndStatus[] | undefined,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#names = names;
    this.#tell = tell;
    this.#statuses = statuses && new Set(statuses);
    this.#lastId = lastNoticeId(store);
  }

  /** What the commit of an execution's end holds besides: nothing where no one wants to know. */
  changes(ended: EndedExecution): readonly Change[] {
    if (!this.#tell || this.#statuses?.has(ended.effect.status) === false) return [];
    const { id, machine, name, startMs, stopMs, effect } = ended;
    const notice: Notice = {
      v: 1,
      executionId: id,
      account: machine.account,
      machineName: machine.name,
      name,
      status: effect.status,
      startMs,
      stopMs,
      ...(effect.error === undefined ? {} : { error: effect.error }),
      ...(effect.cause === undefined ? {} : { cause: effect.cause }),
    };
    return [{ kind: 'ended.add', id: ++this.#lastId, notice: JSON.stringify(notice) }];
  }

  /** There may be something to tell. */
  drain(): void {
    this.#more = true;
    if (!this.#tell || this.#stopped || this.#draining || this.#cancelRetry) return;
    this.#draining = this.#drain(this.#tell).finally(() => {
      this.#draining = undefined;
    });
  }

  /** Resolves when nothing is being told. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRetry?.();
    await this.#draining;
  }

  async #drain(tell: OnExecutionEnded): Promise<void> {
    try {
      while (this.#more && !this.#stopped) {
        this.#more = false;
        for (let page = this.#store.ended(0, PAGE); page.length > 0; page = this.#store.ended(page.at(-1)!.id, PAGE)) {
          await this.#tellPage(page, tell);
          if (this.#stopped) return;
        }
        this.#retryMs = RETRY_MS_MIN;
      }
    } catch {
      // Not taken, or the store is closed: later.
      if (this.#stopped) return;
      const atMs = this.#clock.nowMs() + this.#retryMs;
      this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS_MAX);
      this.#cancelRetry = this.#clock.wakeAt(atMs, () => {
        this.#cancelRetry = undefined;
        this.drain();
      });
    }
  }

  /** What was taken is removed in one commit, also when one of them is not. */
  async #tellPage(page: readonly EndedRow[], tell: OnExecutionEnded): Promise<void> {
    const told: Change[] = [];
    try {
      for (const row of page) {
        if (this.#stopped) return;
        await tell(this.#compose(JSON.parse(row.notice) as Notice));
        told.push({ kind: 'ended.remove', id: row.id });
      }
    } finally {
      if (told.length > 0) await this.#store.commit(told);
    }
  }

  #compose(notice: Notice): ExecutionEnded {
    const { executionId, account, machineName, name, status, startMs, stopMs, error, cause } = notice;
    const machine = { account, name: machineName };
    const first = this.#store.history(executionId, 1, 1)[0];
    const started = first && readEvents(first.events, 1)[0];
    const last = this.#store.historyBackwards(executionId, undefined, 1)[0];
    const final = status === 'SUCCEEDED' && last ? readEvents(last.events).at(-1) : undefined;
    return {
      executionArn: this.#names.execution(machine, name),
      stateMachineArn: this.#names.machine(machine),
      name,
      status,
      startMs,
      stopMs,
      input: started?.type === 'ExecutionStarted' ? started.input : '{}',
      ...(final?.type === 'ExecutionSucceeded' ? { output: final.output } : {}),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
  }
}

function lastNoticeId(store: Store): number {
  let last = 0;
  for (let page: readonly EndedRow[] = store.ended(0, 1000); page.length > 0; page = store.ended(last, 1000)) {
    last = page.at(-1)!.id;
  }
  return last;
}
