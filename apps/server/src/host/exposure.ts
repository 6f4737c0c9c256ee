import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const OTHERS = 0o077;
const LISTED_MAX = 5;

/**
 * What other accounts of the machine get at in the data folder, and what to do about it; undefined: nothing. Folders that
 * Resit makes are for its own account alone, one that was there before need not be, nor files that were copied into it.
 * It is said and not changed: the modes may be somebody's wish. Windows has no such modes; there is nothing to say there.
 */
export function exposureOf(folder: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const path = resolve(folder);
  const mode = statSync(path).mode & 0o777;
  // Nobody else comes in: then the modes of the files within do not matter.
  if ((mode & OTHERS) === 0) return undefined;
  const files = readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isOpenToOthers(join(path, entry.name)))
    .map(({ name }) => name)
    .sort();
  const more = files.length > LISTED_MAX ? ` and ${files.length - LISTED_MAX} more` : '';
  const read = files.length === 0 ? '' : ` and read ${files.slice(0, LISTED_MAX).join(', ')}${more} in it`;
  return `other accounts of this machine can open the data folder ${path} (its mode is ${mode.toString(8)})${read}. It holds keys and personal data: make it yours alone with chmod 700 ${quoted(path)}`;
}

/** False also for a file that has gone since it was listed. */
const isOpenToOthers = (file: string): boolean =>
  ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & OTHERS) !== 0;

/** A path as a shell takes it. */
const quoted = (path: string): string => (/^[\w./-]+$/u.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
