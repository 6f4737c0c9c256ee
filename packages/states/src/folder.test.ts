import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FolderUnusableError, prepareFolder } from './folder.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'states-folder-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const refusal = (folder: string): FolderUnusableError => {
  try {
    prepareFolder(folder);
  } catch (error) {
    if (error instanceof FolderUnusableError) return error;
    throw error;
  }
  throw new TypeError(`${folder} was taken`);
};

it('makes a folder and those above it, for their owner alone, and leaves nothing in it', () => {
  const path = join(root, 'a', 'b');
  expect(prepareFolder(path)).toBe(path);
  expect(prepareFolder(path)).toBe(path);
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(readdirSync(path)).toEqual([]);
});

it('says what stands in the way', () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  expect(refusal(file).reason).toBe('there is a file where a folder should be.');
  expect(refusal(join(file, 'below')).message).toBe(
    `The folder ${join(file, 'below')} cannot be used: there is a file where a folder should be.`,
  );
  // where the system takes no folders at all, trying again for ever would not help
  if (existsSync('/proc/self'))
    expect(refusal('/proc/states/data')).toMatchObject({ code: 'FOLDER_UNUSABLE', folder: '/proc/states/data' });
});
