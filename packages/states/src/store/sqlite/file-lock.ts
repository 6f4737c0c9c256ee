import Database from 'better-sqlite3';
import { StoreInUseError } from '../errors.ts';

/**
 * Keeps other processes off a data file, by an exclusive lock on a small file beside it. The operating system lets go of it when the process ends,
 * however it ends. Throws StoreInUseError.
 */
export function lockFile(file: string): () => void {
  const db = new Database(`${file}.lock`, { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    if ((cause as { code?: unknown }).code === 'SQLITE_BUSY') throw new StoreInUseError(file, { cause });
    throw cause;
  }
  return () => db.close();
}
