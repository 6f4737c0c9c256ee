import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { FolderUnusableError, prepareFolder, reasonOf } from 'states/folder';
import { assertNotFrozen } from './frozen.ts';

/** The data folder cannot be used; the message says why and what to do. */
export class DataFolderUnusable extends Error {
  readonly code = 'data-folder-unusable';
}

/** Another process works with the data folder. */
export class DataFolderInUse extends Error {
  readonly code = 'data-folder-in-use';
}

/** A database file in the data folder is there and cannot be read. */
export class DataFileUnreadable extends Error {
  readonly code = 'data-file-unreadable';
}

/** Opens a database file; what SQLite says against it is told with the file's name. @throws DataFileUnreadable */
export async function openDataFile<T>(file: string, open: (file: string) => T | Promise<T>): Promise<T> {
  try {
    return await open(file);
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message?: string };
    if (typeof code !== 'string' || !/^SQLITE_(NOTADB|CORRUPT)/u.test(code)) throw cause;
    throw new DataFileUnreadable(`${file} cannot be read: ${message}. Restore the data folder from a backup.`, {
      cause,
    });
  }
}

/** Where everything is kept, and the lock that keeps a second server out. */
export interface DataFolder {
  path: string;
  file(name: DataFile): string;
  /** Says to whoever looks who works here. */
  sign(who: Signature): void;
  release(): void;
}

export interface Signature {
  pid: number;
  origin: string;
  startedAt: string;
}

export type DataFile =
  | 'engine.db'
  | 'resit.db'
  | 'issuer.db'
  | 'traces.db'
  | 'keys.json'
  | 'clock.json'
  | 'heartbeat'
  | 'frozen.json'
  | 'lock.db'
  | 'server.json'
  | 'evidence';

export const dataFile = (folder: string, name: DataFile): string => join(resolve(folder), name);

/** Makes the folder if it is not there, for its owner alone, and makes sure that files can be written. @throws DataFolderUnusable */
export function prepareDataFolder(folder: string): string {
  try {
    return prepareFolder(folder);
  } catch (cause) {
    if (!(cause instanceof FolderUnusableError)) throw cause;
    throw new DataFolderUnusable(
      `The data folder ${cause.folder} cannot be used: ${cause.reason} Set RESIT_DATA to a folder that can be written.`,
      { cause },
    );
  }
}

/**
 * Prepares the folder and locks it until the process ends: the lock is the operating system's, so a killed process
 * leaves none behind.
 * @throws DataFolderUnusable, DataFolderInUse, OfficeFrozen unless told not to mind
 */
export function openDataFolder(folder: string, { evenIfFrozen = false } = {}): DataFolder {
  const path = prepareDataFolder(folder);
  const file = (name: DataFile) => join(path, name);
  if (!evenIfFrozen) assertNotFrozen(path, file('frozen.json'));
  const lock = takeLock(path, file('lock.db'), file('server.json'));
  mkdirSync(file('evidence'), { recursive: true, mode: 0o700 });
  return {
    path,
    file,
    sign: (who) => writeFileSync(file('server.json'), JSON.stringify(who), { mode: 0o600 }),
    release() {
      rmSync(file('server.json'), { force: true });
      lock.close();
    },
  };
}

function takeLock(path: string, lockFile: string, signatureFile: string): Database.Database {
  let lock: Database.Database | undefined;
  try {
    lock = new Database(lockFile, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock?.close();
    if ((cause as { code?: string }).code !== 'SQLITE_BUSY')
      throw new DataFolderUnusable(`The data folder ${path} cannot be used: ${reasonOf(cause)}`, { cause });
    const who = readSignature(signatureFile);
    const whom = who ? `process ${who.pid}, at ${who.origin}, since ${who.startedAt}` : 'another process';
    throw new DataFolderInUse(
      `The data folder ${path} is in use (${whom}). Stop that server first, or set RESIT_DATA to another folder.`,
      { cause },
    );
  }
}

function readSignature(file: string): Signature | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Signature;
  } catch {
    return undefined;
  }
}

/** The server that works with a folder now, if there is one. */
export function whoWorksIn(folder: string): Signature | undefined {
  try {
    statSync(dataFile(folder, 'lock.db'));
  } catch {
    return undefined;
  }
  try {
    const lock = new Database(dataFile(folder, 'lock.db'), { timeout: 0 });
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return undefined;
    } finally {
      lock.close();
    }
  } catch {
    return readSignature(dataFile(folder, 'server.json')) ?? { pid: 0, origin: 'unknown', startedAt: 'unknown' };
  }
}
