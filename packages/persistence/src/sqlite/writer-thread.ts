// The writer's thread: the one connection that writes. What has arrived while the last transaction was being synced goes into the next one.
import { randomBytes } from 'node:crypto';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { type FlatWrites, unflatten } from './flat-writes.ts';
import { createWriter, type Mismatch } from './writer.ts';
import type { Writes } from './writes.ts';

/** To the writer: commits to write, or the request to finish. */
export type ToWriter = { readonly commits: FlatWrites } | { readonly close: true };

/** From the writer. */
export type FromWriter =
  /** The oldest so many commits that had no answer yet are written, but for those named: nothing of them is. */
  | { readonly kind: 'written'; readonly count: number; readonly mismatches: readonly [at: number, Mismatch][] }
  /** Nothing is written of the oldest so many commits that had no answer yet. */
  | { readonly kind: 'failed'; readonly count: number; readonly failure: WriteFailure }
  | { readonly kind: 'closed' };

/** An error's parts that survive the way between threads. */
export interface WriteFailure {
  readonly message: string;
  readonly code?: string;
}

export interface WriterData {
  readonly file: string;
}

/** So many commits at most share a transaction, to bound how long the first of them waits. */
const COMMITS_MAX = 512;
/** The log is written back after this long without work, and however much work there is when so many commits are in it. */
const IDLE_MS = 100;
const LOG_COMMITS_MAX = 4000;

function serve(port: MessagePort, { file }: WriterData): void {
  const say = (message: FromWriter): void => port.postMessage(message);
  const db = new Database(file);
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 5000');
  db.pragma('cache_size = -16384');
  // Written back after the answers, not before them.
  db.pragma('wal_autocheckpoint = 0');
  const writer = createWriter(db, pooledRandomBytes());
  let idle: NodeJS.Timeout | undefined;
  let commitsInLog = 0;

  const checkpoint = (): void => {
    if (commitsInLog === 0) return;
    try {
      db.pragma('wal_checkpoint(PASSIVE)');
      commitsInLog = 0;
    } catch {
      // The log has everything: what could not be written back stays there for the next time.
    }
  };

  const write = (commits: readonly Writes[]): void => {
    const { length: count } = commits;
    if (count === 0) return;
    try {
      const mismatches = [...writer.writeBatch(commits).entries()].filter(
        (entry): entry is [number, Mismatch] => entry[1] !== undefined,
      );
      say({ kind: 'written', count, mismatches });
      commitsInLog += count;
    } catch (error) {
      say({ kind: 'failed', count, failure: failureOf(error) });
    }
  };

  port.on('message', (first: ToWriter) => {
    clearTimeout(idle);
    const commits: Writes[] = [];
    let isClosing = false;
    for (let message: ToWriter | undefined = first; message !== undefined; ) {
      if ('close' in message) isClosing = true;
      else commits.push(...unflatten(message.commits));
      message =
        isClosing || commits.length >= COMMITS_MAX
          ? undefined
          : (receiveMessageOnPort(port)?.message as ToWriter | undefined);
    }
    write(commits);
    if (isClosing) {
      db.close();
      say({ kind: 'closed' });
      port.close();
      return;
    }
    if (commitsInLog > LOG_COMMITS_MAX) checkpoint();
    idle = setTimeout(checkpoint, IDLE_MS);
  });
}

/** Random bytes in small pieces: asking the system for each of them costs more than all that is done with it. */
function pooledRandomBytes(): (length: number) => Buffer {
  let pool = randomBytes(4096);
  let used = 0;
  return (length) => {
    if (used + length > pool.length) {
      pool = randomBytes(4096);
      used = 0;
    }
    used += length;
    return pool.subarray(used - length, used);
  };
}

function failureOf(error: unknown): WriteFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = (error as { code?: unknown }).code;
  return { message: error.message, ...(typeof code === 'string' ? { code } : {}) };
}

if (parentPort) serve(parentPort, workerData as WriterData);
