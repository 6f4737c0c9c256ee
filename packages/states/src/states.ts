// The package's surface: Step Functions as a library, and its two other doors, made from the same engine.
import type { Server } from 'node:http';
import { dirname } from 'node:path';
import { fetchHandler } from './api/fetch-handler.ts';
import { nodeServer } from './api/node-server.ts';
import { type Operations, operations } from './api/operations.ts';
import { type SdkRequestHandler, sdkHandler } from './api/sdk-handler.ts';
import { prepareFolder } from './folder.ts';
import { type Clock, systemClock } from './runtime/clock.ts';
import type { EndStatus, OnExecutionEnded } from './runtime/ended-notices.ts';
import { Engine, type EngineStats } from './runtime/engine.ts';
import { type Ids, systemIds } from './runtime/ids.ts';
import type { InvokeLambda } from './runtime/lambda.ts';
import type { TaskHandlers } from './runtime/task-handler.ts';
import { createMemoryStore } from './store/memory-store.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { Store } from './store/store.ts';

export interface StatesOptions {
  /** Where everything is kept. Either a file (made if missing, its folder too), or a store, or neither: then in memory, gone with the process. */
  readonly dataFile?: string;
  readonly store?: Store;
  /** Time for everything that waits; the system's clock by default. */
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** Calls functions for `lambda:invoke` and function ARNs. */
  readonly invokeLambda?: InvokeLambda;
  /** Handlers of other resources, by `service:action` or `service:*`. */
  readonly tasks?: TaskHandlers;
  /** How many task handlers may run at once (1,000). */
  readonly taskConcurrencyMax?: number;
  /** The account of callers whose access key id isn't one (`000000000000`). */
  readonly accountId?: string;
  /** `us-east-1` unless told otherwise. */
  readonly region?: string;
  /** Seconds of Wait states are multiplied by this (1). */
  readonly waitTimeScale?: number;
  /** Closed executions are removed after so many days (90). */
  readonly retentionDays?: number;
  /** Told of every execution that ended, at least once each, in order; told again later while it rejects. */
  readonly onExecutionEnded?: OnExecutionEnded;
  /** It is told of these only, as an EventBridge rule says (all). Ends of which nobody is told cost nothing. */
  readonly endedStatuses?: readonly EndStatus[];
  /**
   * Asked for the X-Amzn-Trace-Id header of what follows when a timer fires: nobody called then whose trace it could belong to.
   * Without it there is none.
   */
  readonly traceOfTimer?: (executionArn: string) => string | undefined;
  /** Told of faults of the engine itself; they become process warnings otherwise. */
  readonly onInternalError?: (error: unknown) => void;
}

export interface States {
  /** AWS JSON 1.0 as a fetch-style function. Mount it at `POST /`. */
  handle(request: Request): Promise<Response>;
  /** The same behind an HTTP server of its own, not listening yet. */
  createServer(): Server;
  /** For `new SFNClient({ requestHandler })`. */
  readonly requestHandler: SdkRequestHandler;
  /** All a client in this process needs: `new SFNClient(states.clientConfig)`. */
  readonly clientConfig: ClientConfig;
  /** The operations as functions: same checks, same errors (ApiError), no wire in between. */
  readonly operations: Operations;
  /** Counts of what runs and waits. Reads an index from end to end: for dashboards, not for every request. */
  stats(): EngineStats;
  /** Resolves with the error that stopped the engine, if the store ever fails. What was not acknowledged is not kept; a restart goes on. */
  readonly failed: Promise<Error>;
  /** Finishes what is being written and lets go of the file. Task handlers at work get `graceMs` (0) to end; those that don't are called again at the next start. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

export interface ClientConfig {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly requestHandler: SdkRequestHandler;
  /** Signs nothing: there is nobody to prove anything to, and signing is half of what the SDK costs. */
  readonly signer: { sign<T>(request: T): Promise<T> };
}

const TASK_CONCURRENCY_MAX = 1000;
const RETENTION_DAYS = 90;

/** Opens an engine and goes on with everything that its store holds. Rejects with StoreOpenError, StoreInUseError or FolderUnusableError. */
export async function createStates(options: StatesOptions = {}): Promise<States> {
  const store = options.store ?? (await openStore(options.dataFile));
  const ids = options.ids ?? systemIds();
  const region = options.region ?? 'us-east-1';
  const account = options.accountId ?? '000000000000';
  const engine = await Engine.open({
    store,
    clock: options.clock ?? systemClock(),
    ids,
    region,
    tasks: options.tasks ?? {},
    invokeLambda: options.invokeLambda,
    taskConcurrencyMax: options.taskConcurrencyMax ?? TASK_CONCURRENCY_MAX,
    waitTimeScale: options.waitTimeScale ?? 1,
    onExecutionEnded: options.onExecutionEnded,
    endedStatuses: options.endedStatuses,
    traceOfTimer: options.traceOfTimer ?? (() => undefined),
    onInternalError: options.onInternalError ?? warn,
    retentionDays: options.retentionDays ?? RETENTION_DAYS,
  });
  const handlerOptions = { account, newId: () => ids.uuid() };
  const requestHandler = sdkHandler(engine, handlerOptions);
  return {
    handle: fetchHandler(engine, handlerOptions),
    createServer: () => nodeServer(engine, handlerOptions),
    requestHandler,
    clientConfig: {
      region,
      endpoint: 'http://states.internal',
      credentials: { accessKeyId: account, secretAccessKey: 'unused' },
      requestHandler,
      signer: { sign: async (request) => request },
    },
    operations: operations(engine, { account }),
    stats: () => engine.stats(),
    failed: store.failed,
    close: ({ graceMs = 0 } = {}) => engine.close(graceMs),
  };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? (error.stack ?? error.message) : String(error), 'StatesInternalError');
}

async function openStore(dataFile: string | undefined): Promise<Store> {
  if (dataFile === undefined) return createMemoryStore();
  prepareFolder(dirname(dataFile));
  return openSqliteStore(dataFile);
}
