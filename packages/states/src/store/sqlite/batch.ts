// How changes travel to the writer's thread: one buffer per batch, written and read in one pass. Never stored, so it needs no version.
import type { Change, ExecutionStatus, RecordKind } from '../store.ts';
import { STATUS_CODES } from '../store.ts';

export const OP = {
  executionInsert: 1,
  executionUpdate: 2,
  executionPurge: 3,
  historyAppend: 4,
  timerSet: 5,
  timerClear: 6,
  taskOpen: 7,
  taskClose: 8,
  endedAdd: 9,
  endedRemove: 10,
  recordPut: 11,
  recordRemove: 12,
} as const;

const ABSENT = 0xffffffff;
const RECORD_CODES: Readonly<Record<RecordKind, number>> = {
  machine: 1,
  revision: 2,
  version: 3,
  alias: 4,
  activity: 5,
  setting: 6,
  mapRun: 7,
};

/** The number under which records of a kind are stored. Part of the stored shape. */
export function recordCode(kind: RecordKind): number {
  return RECORD_CODES[kind];
}

export function statusCode(status: ExecutionStatus): number {
  return STATUS_CODES[status];
}

/** Gathers changes into a growing buffer. */
export class BatchWriter {
  #bytes: Buffer;
  #at = 0;

  /** Writes into a buffer that was used before, or a new one. */
  constructor(memory: ArrayBuffer) {
    this.#bytes = Buffer.from(memory);
  }

  get sizeBytes(): number {
    return this.#at;
  }

  /** What was written; the buffer behind it is given away. */
  take(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.buffer as ArrayBuffer, 0, this.#at);
  }

  add(change: Change): void {
    switch (change.kind) {
      case 'execution.insert': {
        const row = change.row;
        this.#op(OP.executionInsert);
        this.#number(row.id);
        this.#number(row.machineId);
        this.#number(row.revisionId);
        this.#text(row.name);
        this.#number(statusCode(row.status));
        this.#number(row.startMs);
        this.#number(row.stopMs ?? Number.NaN);
        this.#text(row.detail);
        this.#text(row.state);
        return;
      }
      case 'execution.update':
        this.#op(OP.executionUpdate);
        this.#number(change.id);
        this.#number(statusCode(change.status));
        this.#number(change.stopMs ?? Number.NaN);
        this.#text(change.detail);
        this.#text(change.state);
        return;
      case 'execution.purge':
        this.#op(OP.executionPurge);
        this.#number(change.id);
        return;
      case 'history.append':
        this.#op(OP.historyAppend);
        this.#number(change.executionId);
        this.#number(change.firstEventId);
        this.#text(change.events);
        return;
      case 'timer.set':
      case 'timer.clear':
        this.#op(change.kind === 'timer.set' ? OP.timerSet : OP.timerClear);
        this.#number(change.dueMs);
        this.#number(change.executionId);
        this.#number(change.seq);
        return;
      case 'task.open':
      case 'task.close':
        this.#op(change.kind === 'task.open' ? OP.taskOpen : OP.taskClose);
        this.#number(change.executionId);
        this.#number(change.seq);
        return;
      case 'ended.add':
        this.#op(OP.endedAdd);
        this.#number(change.id);
        this.#text(change.notice);
        return;
      case 'ended.remove':
        this.#op(OP.endedRemove);
        this.#number(change.id);
        return;
      case 'record.put':
        this.#op(OP.recordPut);
        this.#number(recordCode(change.record));
        this.#text(change.key);
        this.#text(change.value);
        return;
      case 'record.remove':
        this.#op(OP.recordRemove);
        this.#number(recordCode(change.record));
        this.#text(change.key);
        return;
    }
  }

  #room(sizeBytes: number): void {
    const needed = this.#at + sizeBytes;
    if (needed <= this.#bytes.length) return;
    const bigger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(bigger, 0, 0, this.#at);
    this.#bytes = bigger;
  }

  #op(code: number): void {
    this.#room(1);
    this.#bytes[this.#at++] = code;
  }

  #number(value: number): void {
    this.#room(8);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  #text(text: string | null): void {
    if (text === null) {
      this.#room(4);
      this.#at = this.#bytes.writeUInt32LE(ABSENT, this.#at);
      return;
    }
    this.#room(4 + text.length * 3);
    const written = this.#bytes.write(text, this.#at + 4, 'utf8');
    this.#bytes.writeUInt32LE(written, this.#at);
    this.#at += 4 + written;
  }
}

/** Reads a batch in the order in which it was written. */
export class BatchReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next operation's code, or 0 at the end. */
  op(): number {
    return this.#at < this.#bytes.length ? this.#bytes[this.#at++]! : 0;
  }

  number(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  numberOrNull(): number | null {
    const value = this.number();
    return Number.isNaN(value) ? null : value;
  }

  /** UTF-8 bytes, as they are stored; a view, good until the batch is dropped. */
  bytes(): Buffer | null {
    const length = this.#bytes.readUInt32LE(this.#at);
    this.#at += 4;
    if (length === ABSENT) return null;
    const bytes = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return bytes;
  }

  text(): string | null {
    return this.bytes()?.toString('utf8') ?? null;
  }
}
