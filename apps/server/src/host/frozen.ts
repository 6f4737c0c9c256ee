import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** The office has been exported to go on elsewhere: if it went on here as well, students would get everything twice. */
export class OfficeFrozen extends Error {
  readonly code = 'office-frozen';
}

const markSchema = z.object({ shape: z.literal(1), at: z.iso.datetime(), exportId: z.string() });
/** Says that a data folder has been left, when, and by which export. */
export type FrozenMark = z.output<typeof markSchema>;

/** The mark in a data folder, if there is one. A mark that cannot be read is one all the same. */
export function readFrozen(file: string): FrozenMark | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return markSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { shape: 1, at: 'a time that cannot be read', exportId: 'unknown' };
  }
}

/** @throws OfficeFrozen */
export function assertNotFrozen(folder: string, file: string): void {
  const mark = readFrozen(file);
  if (!mark) return;
  throw new OfficeFrozen(
    `The office in ${folder} was frozen at ${mark.at}, to go on elsewhere (export ${mark.exportId}). If it has not gone on there and is to go on here, first make sure that it never will there, then: npm run resit -- unfreeze`,
  );
}

/** Leaves the mark, in one step. */
export function freeze(file: string, mark: Omit<FrozenMark, 'shape'>): void {
  writeFileSync(`${file}.new`, JSON.stringify({ shape: 1, ...mark }), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

export const unfreeze = (file: string): void => rmSync(file, { force: true });
