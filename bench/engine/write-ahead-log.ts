// Looks into SQLite's write-ahead log, by the format that SQLite documents.
import { closeSync, openSync, readSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** How many transactions were committed since the log was last begun anew. */
export function transactionsInLog(databaseFile: string): number {
  const file = openSync(`${databaseFile}-wal`, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    readSync(file, header, 0, HEADER_BYTES, 0);
    const pageBytes = header.readUInt32BE(8);
    const salt = header.subarray(16, 24);
    const frame = Buffer.alloc(FRAME_HEADER_BYTES);
    let commits = 0;
    for (let at = HEADER_BYTES; readSync(file, frame, 0, FRAME_HEADER_BYTES, at) === FRAME_HEADER_BYTES; ) {
      // Frames of an older round of the log have another salt.
      if (!frame.subarray(8, 16).equals(salt)) break;
      // A frame that ends a transaction tells the database's size in pages.
      if (frame.readUInt32BE(4) !== 0) commits += 1;
      at += FRAME_HEADER_BYTES + pageBytes;
    }
    return commits;
  } finally {
    closeSync(file);
  }
}
