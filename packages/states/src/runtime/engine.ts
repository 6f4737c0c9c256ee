// Puts the runtime's parts together over one store, and takes up what the store holds.
import { createEvaluator } from '../asl/jsonata/evaluate.ts';
import type { Effect } from '../interpreter/types.ts';
import { StoreClosedError, StoreWriteError } from '../store/errors.ts';
import type { Store, TaskKey } from '../store/store.ts';
import { Activities } from './activities.ts';
import { Catalogue } from './catalogue.ts';
import type { Clock } from './clock.ts';
import { CONTINUE_SEQ } from './commit.ts';
import { Dispatcher, type TaskOwner } from './dispatcher.ts';
import { EndedNotices, type EndStatus, type OnExecutionEnded } from './ended-notices.ts';
import { Executions } from './executions.ts';
import type { Ids } from './ids.ts';
import { type InvokeLambda, lambdaFunction, lambdaInvoke } from './lambda.ts';
import { MachineDeletion } from './machine-deletion.ts';
import { Names } from './names.ts';
import { NearTimers } from './near-timers.ts';
import { Retention } from './retention.ts';
import { Starter } from './starter.ts';
import type { TaskHandlers } from './task-handler.ts';
import { TaskTokens } from './task-token.ts';

export interface EngineOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly region: string;
  readonly tasks: TaskHandlers;
  readonly invokeLambda: InvokeLambda | undefined;
  readonly taskConcurrencyMax: number;
  readonly waitTimeScale: number;
  readonly onExecutionEnded: OnExecutionEnded | undefined;
  readonly endedStatuses: readonly EndStatus[] | undefined;
  readonly retentionDays: number;
  readonly traceOfTimer: (executionArn: string) => string | undefined;
  /** Told of faults of the engine itself. */
  readonly onInternalError: (error: unknown) => void;
}

export interface EngineStats {
  /** Executions that have not ended. */
  readonly running: number;
  /** Those of them that are in memory. */
  readonly resident: number;
  readonly openTimers: number;
  /** Task handlers at work. */
  readonly runningTasks: number;
}

const TOKEN_KEY_BYTES = 32;

export class Engine {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly names: Names;
  readonly catalogue: Catalogue;
  readonly executions: Executions;
  readonly starter: Starter;
  readonly activities: Activities;
  readonly report: (error: unknown) => void;
  readonly tokens: TaskTokens;
  readonly #dispatcher: Dispatcher;
  readonly #timers: NearTimers;
  readonly #ended: EndedNotices;
  readonly #retention: Retention;
  readonly #deletion: MachineDeletion;
  #closing: Promise<void> | undefined;

  private constructor(options: EngineOptions, tokenKey: Uint8Array) {
    const { store, clock, ids, invokeLambda } = options;
    this.store = store;
    this.report = (error) => {
      // That the store is closed is known already.
      if (!(error instanceof StoreClosedError || error instanceof StoreWriteError)) options.onInternalError(error);
    };
    this.clock = clock;
    this.ids = ids;
    this.names = new Names(options.region);
    this.catalogue = new Catalogue(store);
    this.tokens = new TaskTokens(tokenKey);
    this.#ended = new EndedNotices(store, clock, this.names, options.onExecutionEnded, options.endedStatuses);
    this.executions = new Executions({
      store,
      clock,
      ids,
      catalogue: this.catalogue,
      names: this.names,
      tokens: this.tokens,
      waitTimeScale: options.waitTimeScale,
      evaluate: createEvaluator(),
      endedChanges: (ended) => this.#ended.changes(ended),
      report: this.report,
      traceOfTimer: options.traceOfTimer,
      committed: (id, owner, effects) => this.#committed(id, owner, effects),
    });
    this.activities = new Activities(store, clock);
    this.starter = new Starter(store, this.executions);
    this.#retention = new Retention(store, clock, options.retentionDays);
    this.#deletion = new MachineDeletion(store, this.catalogue, this.executions);
    const lambda: TaskHandlers = invokeLambda
      ? { 'lambda:invoke': lambdaInvoke(invokeLambda), 'lambda:function': lambdaFunction(invokeLambda) }
      : {};
    this.#dispatcher = new Dispatcher({
      clock,
      handlers: { ...lambda, ...options.tasks },
      concurrencyMax: options.taskConcurrencyMax,
      offer: (arn, key) => this.activities.offer(arn, key),
      find: (key) => this.executions.findTask(key),
      send: (id, command) => this.executions.send(id, command),
    });
    this.#timers = new NearTimers(store, clock, (timer) => {
      // A failing store has told the host already; its timers are there again after the next start.
      this.executions.wake(timer).catch(() => undefined);
    });
  }

  /** Opens the engine on a store and goes on with everything that waits in it. */
  static async open(options: EngineOptions): Promise<Engine> {
    const engine = new Engine(options, await tokenKey(options.store, options.ids));
    engine.#recover();
    return engine;
  }

  /** Resolves when the deletion is decided; what runs is stopped before the machine is gone. */
  deleteMachine(account: string, name: string): Promise<void> {
    return this.#deletion.delete(account, name);
  }

  stats(): EngineStats {
    const { running, openTimers } = this.store.counts();
    return {
      running,
      resident: this.executions.residentCount,
      openTimers,
      runningTasks: this.#dispatcher.runningCount,
    };
  }

  /** Takes nothing new, gives task handlers `graceMs` to end, writes what they answered, and lets go of the store. */
  close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  async #close(graceMs: number): Promise<void> {
    this.#timers.stop();
    this.activities.stop();
    await this.#dispatcher.stop(graceMs);
    await this.#retention.stop();
    await this.#deletion.settled();
    await this.executions.settled();
    await this.#ended.stop();
    await this.store.close();
  }

  #recover(): void {
    for (let after: TaskKey | undefined; ; ) {
      const page = this.store.tasks(after, 1000);
      for (const key of page) {
        if (key.seq === CONTINUE_SEQ) this.#goOn(key.executionId);
        else this.#dispatcher.enqueue(key);
      }
      after = page.at(-1);
      if (!after) break;
    }
    this.#timers.start();
    this.#ended.drain();
    this.#deletion.resume(this.catalogue.allMachines());
    this.#retention.start();
  }

  #goOn(id: number): void {
    this.executions.goOn(id).catch(() => undefined);
  }

  #committed(id: number, owner: TaskOwner, effects: readonly Effect[]): void {
    for (const effect of effects) {
      switch (effect.kind) {
        case 'schedule-task':
          this.#dispatcher.dispatch(id, effect, owner);
          break;
        case 'set-timer':
          this.#timers.add({ dueMs: effect.dueMs, executionId: id, seq: effect.seq });
          break;
        case 'close':
          this.#dispatcher.cancel(id, effect.seq);
          break;
        case 'ended':
          this.#ended.drain();
          break;
        case 'continue':
          this.#goOn(id);
          break;
      }
    }
  }
}

/** The key of this store's task tokens: made once, then kept with the data, so that tokens outlive the process. */
async function tokenKey(store: Store, ids: Ids): Promise<Uint8Array> {
  const kept = store.record('setting', 'tokenKey');
  if (kept !== undefined) return Buffer.from(kept, 'base64');
  const key = ids.secret(TOKEN_KEY_BYTES);
  const value = Buffer.from(key).toString('base64');
  await store.commit([{ kind: 'record.put', record: 'setting', key: 'tokenKey', value }]);
  return key;
}
