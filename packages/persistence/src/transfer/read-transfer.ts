import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { placesOf } from '@resit/integrity/ports/places';
import type { z } from 'zod';
import {
  TRANSFER_VERSION,
  type TransferHeader,
  type TransferRecord,
  TransferUnusable,
  transferKinds,
} from './format.ts';
import { headerShape, itemShapes, recordShapes } from './shapes.ts';

/** One line of the file. */
export interface NumberedLine {
  /** From 1. */
  line: number;
  text: string;
}

/** No line of ours is nearly as long. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/** A fault with the line that it is in. */
export const unusable = (line: number, words: string, cause?: unknown): TransferUnusable =>
  new TransferUnusable(`line ${line}: ${words}`, { cause });

/**
 * The file's lines, one at a time. `hash` takes in all of them but the last, which is the end's.
 * @throws TransferUnusable
 */
export async function* readLines(file: string, hash?: Hash): AsyncGenerator<NumberedLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  let rest: Buffer[] = [];
  let restBytes = 0;
  let held: Buffer | undefined;
  const take = (bytes: Buffer): NumberedLine => {
    line += 1;
    // The line before is not the last one.
    if (held) hash?.update(held).update('\n');
    held = bytes;
    try {
      return { line, text: decoder.decode(bytes) };
    } catch (cause) {
      throw unusable(line, 'is not UTF-8.', cause);
    }
  };
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      yield take(Buffer.concat([...rest, chunk.subarray(from, at)]));
      rest = [];
      restBytes = 0;
      from = at + 1;
    }
    rest.push(chunk.subarray(from));
    restBytes += chunk.length - from;
    if (restBytes > LINE_BYTES_MAX) throw unusable(line + 1, 'is longer than any line of a transfer file.');
  }
  if (restBytes > 0) throw unusable(line + 1, 'does not end: the file was cut off.');
}

/** A line as JSON. Not what is wrong with it: that would quote it. @throws TransferUnusable */
export function parseLine({ line, text }: NumberedLine): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unusable(line, 'is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unusable(line, 'is not an object.');
  return value as Readonly<Record<string, unknown>>;
}

/** The first line. @throws TransferUnusable also for a format that this release does not read */
export function readHeader(first: NumberedLine): TransferHeader {
  const value = parseLine(first);
  if (value.type !== 'resit-transfer')
    throw unusable(first.line, 'is no header: this is not a transfer file of Resit.');
  if (value.format !== TRANSFER_VERSION) {
    throw unusable(
      first.line,
      `the file has format ${JSON.stringify(value.format)}; this release reads ${TRANSFER_VERSION}. Use the release that wrote it, or export anew.`,
    );
  }
  assertShape(headerShape, value, first.line);
  return value as unknown as TransferHeader;
}

/** A line between header and end. @throws TransferUnusable */
export function readRecord(given: NumberedLine): TransferRecord {
  const value = parseLine(given);
  const { type } = value;
  if (type === 'item') return readItem(value, given.line);
  if (typeof type !== 'string' || !Object.hasOwn(recordShapes, type))
    throw unusable(given.line, 'is of no known type.');
  assertShape(recordShapes[type as keyof typeof recordShapes], value, given.line);
  return value as unknown as TransferRecord;
}

function readItem(value: Readonly<Record<string, unknown>>, line: number): TransferRecord {
  const kind = transferKinds.find((each) => each === value.kind);
  if (!kind) throw unusable(line, 'is an item of no known kind.');
  assertShape(itemShapes[kind], value.item, line, `${kind} `);
  const record = value as unknown as Extract<TransferRecord, { type: 'item' }>;
  // Whatever the shapes leave open, it can be found by its indexes.
  const places = placesOf(kind, record.item as never);
  if (places.some(({ partition, sort }) => typeof partition !== 'string' || typeof sort !== 'string')) {
    throw unusable(line, `${kind}: a field that it is found by is missing.`);
  }
  return record;
}

const ISSUES_MAX = 3;

function assertShape(shape: z.ZodType, value: unknown, line: number, what = ''): void {
  const { error } = shape.safeParse(value);
  if (!error) return;
  const words = error.issues.slice(0, ISSUES_MAX).map(({ path, code, message }) => {
    // Of a union no variant fits; its status is what tells them apart.
    const said = code === 'invalid_union' ? 'fits no status that it may have' : message;
    return `${what}${path.join('.') || '(all of it)'}: ${said}`;
  });
  throw unusable(line, words.join('; '));
}

export const newHash = (): Hash => createHash('sha256');
