// The writer's thread as the repository sees it.
import { Worker } from 'node:worker_threads';
import { Conflict, RepositoryUnavailable } from '@resit/integrity/ports/repository';
import { flatten } from './flat-writes.ts';
import type { FromWriter, ToWriter, WriteFailure, WriterData } from './writer-thread.ts';
import type { Writes } from './writes.ts';

/** Where commits wait for their turn, and their callers for the disk. */
export interface WriteQueue {
  /** Resolves when the commit is on disk. Rejects with Conflict, or RepositoryUnavailable. */
  write(writes: Writes): Promise<void>;
  /** Writes what waits; resolves when the thread has closed the file and is gone. */
  close(): Promise<void>;
}

/** What SQLite said when it could not write, as it came from the writer's thread. */
class WriterFault extends Error {
  readonly code: string | undefined;
  constructor({ message, code }: WriteFailure) {
    super(message);
    this.code = code;
  }
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const fromSources = import.meta.url.endsWith('.ts');
const THREAD = new URL(fromSources ? './writer-thread.ts' : './writer-thread.js', import.meta.url);

/** The thread starts with the first commit: whoever only reads needs none. `onWritten` comes before any caller hears of it. */
export function openWriteQueue(file: string, onWritten: () => void): WriteQueue {
  let worker: Worker | undefined;
  /** Commits that go to the thread when this turn of the event loop ends. */
  let gathered: Writes[] = [];
  let flushing: NodeJS.Immediate | undefined;
  /** Who waits, in the order in which commits go to the thread. */
  const waiting: Waiting[] = [];
  let closed: (() => void) | undefined;

  const settle = (count: number, outcome: (waiter: Waiting, at: number) => void): void => {
    waiting.splice(0, count).forEach(outcome);
    // Whoever waits keeps the process alive; an idle thread does not.
    if (waiting.length === 0) worker?.unref();
  };
  const fail = (count: number, message: string, cause: Error): void => {
    const error = new RepositoryUnavailable(message, { cause });
    settle(count, ({ reject }) => reject(error));
  };

  const hear = (message: FromWriter): void => {
    switch (message.kind) {
      case 'written': {
        onWritten();
        const mismatches = new Map(message.mismatches);
        settle(message.count, ({ resolve, reject }, at) => {
          const mismatch = mismatches.get(at);
          if (mismatch) reject(new Conflict(mismatch.kind, mismatch.id));
          else resolve();
        });
        return;
      }
      case 'failed':
        fail(
          message.count,
          'The repository could not write. Nothing of this change was kept.',
          new WriterFault(message.failure),
        );
        return;
      case 'closed':
        return;
    }
  };

  const start = (): Worker => {
    const started = new Worker(THREAD, {
      workerData: { file } satisfies WriterData,
      name: 'repository-writer',
      // From sources, what it imports comes from sources too.
      ...(fromSources ? { execArgv: ['--conditions=source', '--no-warnings'] } : {}),
      resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 },
    });
    let fault: Error | undefined;
    started.on('message', hear);
    started.on('error', (error) => {
      fault = error;
    });
    started.on('exit', () => {
      worker = undefined;
      clearImmediate(flushing);
      flushing = undefined;
      gathered = [];
      if (waiting.length > 0)
        fail(
          waiting.length,
          'The writer of the repository ended. Whether this change was kept is not known.',
          fault ?? new WriterFault({ message: 'the thread ended' }),
        );
      closed?.();
    });
    return started;
  };

  const flush = (): void => {
    clearImmediate(flushing);
    flushing = undefined;
    if (gathered.length === 0) return;
    worker ??= start();
    worker.ref();
    worker.postMessage({ commits: flatten(gathered) } satisfies ToWriter);
    gathered = [];
  };

  return {
    write(writes) {
      gathered.push(writes);
      flushing ??= setImmediate(flush);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
      });
    },
    close() {
      flush();
      const { promise, resolve } = Promise.withResolvers<void>();
      closed = resolve;
      if (!worker) return Promise.resolve();
      worker.ref();
      worker.postMessage({ close: true } satisfies ToWriter);
      return promise;
    },
  };
}
