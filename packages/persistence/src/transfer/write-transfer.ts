import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Items } from '@resit/integrity/ports/repository';
import Database from 'better-sqlite3';
import { migrate } from '../sqlite/migrations.ts';
import { carried } from './carried.ts';
import {
  compareIds,
  recordsIn,
  TRANSFER_VERSION,
  type TransferCounts,
  type TransferEnd,
  type TransferHeader,
  type TransferKind,
  type TransferRecord,
  transferKinds,
} from './format.ts';
import type { Progress } from './progress.ts';

export interface WriteTransfer {
  /** The repository's SQLite file; a server may be at work in it. */
  databaseFile: string;
  /** Written under another name first: there is either the whole file or none. Readable by its owner alone. */
  file: string;
  header: Pick<TransferHeader, 'id' | 'product' | 'exportedAt' | 'stoppedAt' | 'settings'>;
  /** Executions that were accepted and whose incident is not stored. */
  executions?: readonly { name: string; input: string }[];
  progress?: Progress;
}

/** Lines are handed to the file in pieces of about this. */
const PIECE_CHARACTERS = 256 * 1024;

/** Writes everything that the repository holds at one instant. @throws FileTooNew; errors of the file system */
export function writeTransfer({
  databaseFile,
  file,
  header,
  executions = [],
  progress = () => undefined,
}: WriteTransfer): TransferHeader {
  const db = new Database(databaseFile);
  const partFile = `${file}.part`;
  try {
    migrate(db, databaseFile);
    db.pragma('query_only = ON');
    // One reading transaction: what others write from now on is not seen.
    db.exec('BEGIN');
    const whole: TransferHeader = {
      type: 'resit-transfer',
      format: TRANSFER_VERSION,
      ...header,
      counts: countAll(db, executions.length),
    };
    rmSync(partFile, { force: true });
    const out = openLines(partFile);
    try {
      out.add(whole);
      const total = recordsIn(whole.counts);
      let done = 0;
      for (const record of recordsOf(db, executions)) {
        out.add(record);
        done += 1;
        progress(done, total);
      }
      out.end();
    } finally {
      out.close();
    }
    renameSync(partFile, file);
    return whole;
  } finally {
    db.close();
    rmSync(partFile, { force: true });
  }
}

function countAll(db: Database.Database, executions: number): TransferCounts {
  const countOf = (sql: string, ...given: string[]): number =>
    db
      .prepare(sql)
      .pluck()
      .get(...given) as number;
  const items = transferKinds.map((kind) => [kind, countOf('SELECT count(*) FROM items WHERE kind = ?', kind)]);
  return {
    items: Object.fromEntries(items) as TransferCounts['items'],
    executions,
    counters: countOf('SELECT count(*) FROM counters'),
    auditEntries: countOf('SELECT count(*) FROM audit'),
    studentKeys: countOf('SELECT count(*) FROM student_keys'),
  };
}

function* recordsOf(
  db: Database.Database,
  executions: readonly { name: string; input: string }[],
): Generator<TransferRecord> {
  const itemsOf = db.prepare<[string], { body: string; version: number }>(
    'SELECT body, version FROM items WHERE kind = ? ORDER BY id',
  );
  for (const kind of transferKinds) {
    for (const { body, version } of itemsOf.iterate(kind)) {
      const item = { ...(JSON.parse(body) as Items[TransferKind]), version };
      yield { type: 'item', kind, item: carried(kind, item as never) } as TransferRecord;
    }
  }
  for (const { name, input } of executions.toSorted((a, b) => compareIds(a.name, b.name)))
    yield { type: 'execution', name, input };
  const counters = db.prepare<[], { name: string; value: number }>('SELECT name, value FROM counters ORDER BY name');
  for (const { name, value } of counters.iterate()) yield { type: 'counter', name, value };
  const entries = db.prepare<[], string>('SELECT body FROM audit ORDER BY chain, seq').pluck();
  for (const body of entries.iterate()) yield { type: 'audit', entry: JSON.parse(body) };
  const keys = db.prepare<[], { student: string; key: Buffer }>(
    'SELECT student, key FROM student_keys ORDER BY student',
  );
  for (const { student, key } of keys.iterate()) {
    yield { type: 'student-key', studentNumber: student, key: key.toString('base64') };
  }
}

function openLines(file: string) {
  const fd = openSync(file, 'wx', 0o600);
  const hash = createHash('sha256');
  let waiting = '';
  let lines = 0;
  const flush = (): void => {
    const bytes = Buffer.from(waiting);
    waiting = '';
    hash.update(bytes);
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
  };
  return {
    add(line: TransferHeader | TransferRecord): void {
      waiting += `${JSON.stringify(line)}\n`;
      lines += 1;
      if (waiting.length >= PIECE_CHARACTERS) flush();
    },
    end(): void {
      flush();
      const last: TransferEnd = { type: 'end', lines, sha256: hash.digest('hex') };
      writeSync(fd, `${JSON.stringify(last)}\n`);
      fsyncSync(fd);
    },
    close: () => closeSync(fd),
  };
}
