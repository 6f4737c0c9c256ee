import type { Store } from '../store/store.ts';
import type { Clock } from './clock.ts';

const DAY_MS = 86_400_000;
const SWEEP_EVERY_MS = 3_600_000;
const PAGE = 200;

/** Removes closed executions when they are older than AWS keeps them. Sweeps when it starts, then an hour after each sweep. */
export class Retention {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #retentionMs: number;
  #cancel: (() => void) | undefined;
  #sweeping: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(store: Store, clock: Clock, retentionDays: number) {
    this.#store = store;
    this.#clock = clock;
    this.#retentionMs = retentionDays * DAY_MS;
  }

  start(): void {
    this.#sweeping = this.sweep()
      .catch(() => 0)
      .then(() => {
        if (this.#stopped) return;
        this.#cancel = this.#clock.wakeAt(this.#clock.nowMs() + SWEEP_EVERY_MS, () => this.start());
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#sweeping;
  }

  /** Purges what is due, page by page, so that other work goes on. Resolves with how many executions it removed. */
  async sweep(): Promise<number> {
    const closedBeforeMs = this.#clock.nowMs() - this.#retentionMs;
    // The newest stays, so that no id is given out twice.
    const newest = this.#store.lastExecutionId();
    let removed = 0;
    for (let after = 0; !this.#stopped; ) {
      const page = this.#store.executionsFrom(after, PAGE);
      const due = page.filter(
        ({ id, stopMs, status }) => id !== newest && status !== 'RUNNING' && stopMs !== null && stopMs < closedBeforeMs,
      );
      if (due.length > 0) await this.#store.commit(due.map(({ id }) => ({ kind: 'execution.purge', id })));
      removed += due.length;
      const last = page.at(-1);
      // Ids grow with time: nothing that began later can have ended earlier.
      if (!last || last.startMs >= closedBeforeMs) break;
      after = last.id;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return removed;
  }
}
