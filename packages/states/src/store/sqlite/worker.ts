// The writer's thread. Whatever has arrived while the last transaction was being synced goes into the next one.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { SqliteWriter } from './writer.ts';

/** To the writer: a batch to commit, or the request to finish. */
export type ToWriter = { readonly batch: Uint8Array<ArrayBuffer> } | { readonly close: true };

/** From the writer. */
export type FromWriter =
  | { readonly kind: 'ready' }
  /** So many more batches are durable as there are buffers, which come back to be used again. */
  | { readonly kind: 'committed'; readonly buffers: readonly ArrayBuffer[] }
  | { readonly kind: 'failed'; readonly failure: WriterFailure }
  | { readonly kind: 'closed' };

/** An error's parts that survive the way between threads. */
export interface WriterFailure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

export interface WriterData {
  readonly file: string;
}

/** After this long without work the log is written back. */
const IDLE_MS = 200;
/** So many batches at most share a transaction, to bound how long the first of them waits. */
const BATCHES_MAX = 64;

function serve(port: MessagePort, data: WriterData): void {
  const say = (message: FromWriter): void => port.postMessage(message);
  let writer: SqliteWriter;
  try {
    writer = new SqliteWriter(data.file);
  } catch (error) {
    say({ kind: 'failed', failure: failureOf(error) });
    port.close();
    return;
  }
  let idle: NodeJS.Timeout | undefined;

  const fail = (error: unknown): void => {
    say({ kind: 'failed', failure: failureOf(error) });
    port.close();
    clearTimeout(idle);
  };

  port.on('message', (first: ToWriter) => {
    clearTimeout(idle);
    const batches: Uint8Array<ArrayBuffer>[] = [];
    let closing = false;
    for (let message: ToWriter | undefined = first; message !== undefined; ) {
      if ('close' in message) closing = true;
      else batches.push(message.batch);
      message =
        closing || batches.length >= BATCHES_MAX
          ? undefined
          : (receiveMessageOnPort(port)?.message as ToWriter | undefined);
    }
    try {
      if (batches.length > 0) {
        writer.commit(batches);
        const buffers = batches.map(({ buffer }) => buffer);
        port.postMessage({ kind: 'committed', buffers } satisfies FromWriter, buffers);
      }
      if (closing) {
        writer.close();
        say({ kind: 'closed' });
        port.close();
        return;
      }
    } catch (error) {
      fail(error);
      return;
    }
    idle = setTimeout(() => {
      try {
        writer.checkpoint();
      } catch (error) {
        fail(error);
      }
    }, IDLE_MS);
  });
  say({ kind: 'ready' });
}

function failureOf(error: unknown): WriterFailure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const code = (error as { code?: unknown }).code;
  return { name: error.name, message: error.message, ...(typeof code === 'string' ? { code } : {}) };
}

if (parentPort) serve(parentPort, workerData as WriterData);
