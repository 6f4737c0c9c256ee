import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EvidenceUnavailable } from '@resit/integrity/ports/evidence-store';
import { afterAll, describe, expect, it } from 'vitest';
import { evidenceStoreContract } from './evidence-contract.ts';
import { createFolderEvidenceStore } from './folder-evidence-store.ts';

const made: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'resit-evidence-'));
  made.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

evidenceStoreContract('a folder', async () => createFolderEvidenceStore(newFolder()));

describe('a folder of evidence files', () => {
  const key = { incidentId: 'one', evidenceId: 'file' };

  it('lets nobody but its own user read, and leaves nothing half written', async () => {
    const folder = newFolder();
    await createFolderEvidenceStore(folder).put(key, Uint8Array.of(1));
    expect(statSync(join(folder, 'one')).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'one', 'file')).mode & 0o077).toBe(0);
    expect(readdirSync(join(folder, 'one'))).toEqual(['file']);
  });

  it('is empty again once the last file of an incident is dropped', async () => {
    const folder = newFolder();
    const store = createFolderEvidenceStore(folder);
    await store.put(key, Uint8Array.of(1));
    await store.delete(key);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says that it is unavailable where it cannot write', async () => {
    const file = join(newFolder(), 'no-folder');
    writeFileSync(file, '');
    await expect(createFolderEvidenceStore(file).put(key, Uint8Array.of(1))).rejects.toThrow(EvidenceUnavailable);
  });
});
