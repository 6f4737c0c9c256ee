// The durable store: a SQLite file in WAL mode, written by a thread of its own, read on the caller's.
import { Worker } from 'node:worker_threads';
import { CheckedReads } from '../checked-reads.ts';
import { StoreClosedError, type StoreError, StoreInUseError, StoreOpenError, StoreWriteError } from '../errors.ts';
import type { Change, Store } from '../store.ts';
import { BatchWriter } from './batch.ts';
import { lockFile } from './file-lock.ts';
import { SqliteReader } from './reader.ts';
import type { FromWriter, ToWriter, WriterData, WriterFailure } from './worker.ts';

/** A batch is sent when the event loop's turn ends, or as soon as it is this large. */
const BATCH_BYTES_MAX = 256 * 1024;
/** So many buffers of so much are kept for the next batches. */
const SPARE_BUFFERS_MAX = 8;
const BUFFER_BYTES = 320 * 1024;
const BUFFER_BYTES_MAX = 2 * 1024 * 1024;

// From sources Node strips the types of the worker's file; built, it is JavaScript.
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/** Opens the file, creating or migrating it as needed. Rejects with StoreOpenError or StoreInUseError. */
export async function openSqliteStore(file: string): Promise<Store> {
  const unlock = openOrFail(file, () => lockFile(file));
  try {
    const worker = new Worker(WORKER, {
      workerData: { file } satisfies WriterData,
      name: 'states-writer',
      // What it writes lies outside its heap: a small one is collected sooner, and is enough.
      resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 },
    });
    await untilReady(worker, file);
    return new SqliteStore(
      worker,
      openOrFail(file, () => new SqliteReader(file)),
      unlock,
    );
  } catch (error) {
    unlock();
    throw error;
  }
}

function openOrFail<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (cause) {
    if (cause instanceof StoreInUseError) throw cause;
    throw new StoreOpenError(file, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function untilReady(worker: Worker, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error): void => reject(new StoreOpenError(file, cause.message, { cause }));
    worker.once('error', failed);
    worker.once('message', (message: FromWriter) => {
      worker.off('error', failed);
      if (message.kind === 'failed') reject(openFailure(file, message.failure));
      else resolve();
    });
  });
}

function openFailure(file: string, failure: WriterFailure): StoreError {
  const prefix = `Cannot open ${file}: `;
  const reason = failure.message.startsWith(prefix) ? failure.message.slice(prefix.length) : failure.message;
  return new StoreOpenError(file, reason, { cause: failure });
}

/** Whoever has changes in a batch waits for the same promise: one a batch, not one a commit. */
type Waiting = PromiseWithResolvers<void>;

class SqliteStore extends CheckedReads implements Store {
  readonly failed: Promise<StoreWriteError>;
  readonly #announceFailure: (error: StoreWriteError) => void;
  readonly #worker: Worker;
  readonly #reader: SqliteReader;
  readonly #unlock: () => void;
  /** The batches under way, oldest first. */
  readonly #sent: Waiting[] = [];
  /** The batch being gathered, if anything is in it. */
  #gathering: Waiting | undefined;
  readonly #spare: ArrayBuffer[] = [];
  #batch = new BatchWriter(new ArrayBuffer(BUFFER_BYTES));
  #flushing: NodeJS.Immediate | undefined;
  /** Why nothing can be written any more. */
  #end: StoreError | undefined;
  #closing: Promise<void> | undefined;
  #closed: (() => void) | undefined;

  constructor(worker: Worker, reader: SqliteReader, unlock: () => void) {
    super();
    const { promise, resolve } = Promise.withResolvers<StoreWriteError>();
    this.failed = promise;
    this.#announceFailure = resolve;
    this.#worker = worker;
    this.#reader = reader;
    this.#unlock = unlock;
    worker.on('message', (message: FromWriter) => this.#hear(message));
    worker.on('error', (error) => this.#fail({ name: error.name, message: error.message }));
    worker.on('exit', () => {
      if (this.#closed) this.#closed();
      else this.#fail({ name: 'Error', message: 'the writer thread ended' });
    });
    // A store that nobody uses doesn't keep the process alive; pending commits do.
    worker.unref();
  }

  commit(changes: readonly Change[]): Promise<void> {
    if (this.#end) return Promise.reject(new StoreClosedError({ cause: this.#end }));
    for (const change of changes) this.#batch.add(change);
    if (!this.#gathering && this.#sent.length === 0) this.#worker.ref();
    this.#gathering ??= Promise.withResolvers<void>();
    const { promise } = this.#gathering;
    if (this.#batch.sizeBytes >= BATCH_BYTES_MAX) this.#flush();
    else this.#flushing ??= setImmediate(() => this.#flush());
    return promise;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  protected reader(): SqliteReader {
    if (this.#end) throw new StoreClosedError({ cause: this.#end });
    return this.#reader;
  }

  async #close(): Promise<void> {
    if (this.#end) {
      await this.#release();
      return;
    }
    this.#worker.ref();
    this.#flush();
    const closed = new Promise<void>((resolve) => {
      this.#closed = resolve;
    });
    this.#send({ close: true });
    this.#end = new StoreClosedError();
    await closed;
    this.#reader.close();
    this.#unlock();
  }

  async #release(): Promise<void> {
    await this.#worker.terminate();
    this.#reader.close();
    this.#unlock();
  }

  #flush(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    if (!this.#gathering) return;
    const bytes = this.#batch.take();
    this.#sent.push(this.#gathering);
    this.#gathering = undefined;
    this.#batch = new BatchWriter(this.#spare.pop() ?? new ArrayBuffer(BUFFER_BYTES));
    this.#send({ batch: bytes }, bytes.buffer);
  }

  #send(message: ToWriter, transfer?: ArrayBuffer): void {
    this.#worker.postMessage(message, transfer ? [transfer] : []);
  }

  #hear(message: FromWriter): void {
    switch (message.kind) {
      case 'committed':
        for (const buffer of message.buffers) {
          if (this.#spare.length < SPARE_BUFFERS_MAX && buffer.byteLength <= BUFFER_BYTES_MAX) this.#spare.push(buffer);
        }
        for (const { resolve } of this.#sent.splice(0, message.buffers.length)) resolve();
        if (this.#sent.length === 0 && !this.#gathering && !this.#closed) this.#worker.unref();
        return;
      case 'failed':
        this.#fail(message.failure);
        return;
      case 'ready':
      case 'closed':
        return;
    }
  }

  #fail(failure: WriterFailure): void {
    if (this.#end instanceof StoreWriteError) return;
    const cause = Object.assign(new Error(failure.message), { name: failure.name, code: failure.code });
    const error = new StoreWriteError({ cause });
    this.#end = error;
    clearImmediate(this.#flushing);
    const waiting = this.#gathering ? [...this.#sent, this.#gathering] : [...this.#sent];
    this.#sent.length = 0;
    this.#gathering = undefined;
    for (const { reject } of waiting) reject(error);
    this.#announceFailure(error);
    this.#closed?.();
  }
}
