import { mkdir, open, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type EvidenceKey,
  type EvidenceStore,
  EvidenceUnavailable,
  partsOf,
} from '@resit/integrity/ports/evidence-store';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new EvidenceUnavailable('The folder of evidence files cannot be used.', { cause });
  }
}

/** Evidence files below a folder, one folder an incident, readable by the process's own user alone. */
export function createFolderEvidenceStore(folder: string): EvidenceStore {
  const fileOf = (key: EvidenceKey): string => join(folder, ...partsOf(key));
  return {
    async put(key, content) {
      const file = fileOf(key);
      await orUnavailable(async () => {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        // Written beside and moved, so that no name ever stands for half a file.
        const written = `${file}.new`;
        const handle = await open(written, 'w', 0o600);
        try {
          await handle.writeFile(content);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(written, file);
        const directory = await open(dirname(file), 'r');
        await directory.sync().finally(() => directory.close());
      });
    },
    async get(key) {
      const file = fileOf(key);
      return orUnavailable(() =>
        readFile(file).catch((error: unknown) => {
          if (isMissing(error)) return undefined;
          throw error;
        }),
      );
    },
    async delete(key) {
      const file = fileOf(key);
      await orUnavailable(() => rm(file, { force: true }));
      // The incident's folder goes with its last file.
      await rmdir(dirname(file)).catch(() => undefined);
    },
  };
}
