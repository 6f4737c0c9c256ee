import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A folder cannot be made, or nothing can be written in it. `reason` is a sentence for whoever chose it. */
export class FolderUnusableError extends Error {
  readonly code = 'FOLDER_UNUSABLE';
  readonly folder: string;
  readonly reason: string;
  constructor(folder: string, cause: unknown) {
    const reason = reasonOf(cause);
    super(`The folder ${folder} cannot be used: ${reason}`, { cause });
    this.name = 'FolderUnusableError';
    this.folder = folder;
    this.reason = reason;
  }
}

/** Makes the folder if it is not there, for its owner alone, and makes sure that files can be written in it. Gives its full path. Throws FolderUnusableError. */
export function prepareFolder(folder: string): string {
  const path = resolve(folder);
  try {
    makeFolder(path);
    const probe = join(path, `.probe-${process.pid}`);
    writeFileSync(probe, 'probe');
    rmSync(probe);
  } catch (cause) {
    throw new FolderUnusableError(path, cause);
  }
  return path;
}

/** With the folders above it, one by one: Node's own recursion never ends where a file system takes no folders (`/proc`). */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** Why a folder could not be worked in, as a sentence. */
export function reasonOf(cause: unknown): string {
  switch ((cause as { code?: string }).code) {
    case 'EACCES':
    case 'EPERM':
      return 'this account may not write there.';
    case 'EROFS':
      return 'it is on a file system that can only be read.';
    case 'ENOSPC':
      return 'the disk is full.';
    case 'ENOENT':
      return 'no folder can be made there.';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'there is a file where a folder should be.';
    default:
      return `${cause instanceof Error ? cause.message : String(cause)}.`;
  }
}
