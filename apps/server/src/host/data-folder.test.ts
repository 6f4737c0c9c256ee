import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { DataFolderInUse, DataFolderUnusable, openDataFolder, whoWorksIn } from './data-folder.ts';
import { KeysUnreadable, openKeys } from './keys.ts';

const made: string[] = [];
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'resit-data-'));
  made.push(path);
  return path;
};
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

it('keeps a second server out and says who is in', () => {
  const path = folder();
  const first = openDataFolder(path);
  first.sign({ pid: 4711, origin: 'http://localhost:1', startedAt: '2026-11-22T10:00:00.000Z' });
  expect(() => openDataFolder(path)).toThrow(DataFolderInUse);
  expect(() => openDataFolder(path)).toThrow('process 4711, at http://localhost:1');
  expect(whoWorksIn(path)?.pid).toBe(4711);
  first.release();
  expect(whoWorksIn(path)).toBeUndefined();
  openDataFolder(path).release();
});

it('is free again after its server was killed', () => {
  const path = folder();
  const lock = join(path, 'lock.db');
  openDataFolder(path).release();
  const script = `const D=require('better-sqlite3');const d=new D(${JSON.stringify(lock)});d.exec('BEGIN EXCLUSIVE');process.kill(process.pid,'SIGKILL')`;
  expect(() => execFileSync(process.execPath, ['-e', script], { cwd: import.meta.dirname, stdio: 'ignore' })).toThrow();
  openDataFolder(path).release();
});

it('says that a file stands where the folder should be', () => {
  const file = join(folder(), 'data');
  writeFileSync(file, '');
  expect(() => openDataFolder(file)).toThrow(DataFolderUnusable);
  expect(() => openDataFolder(file)).toThrow(/a file where a folder should be.*RESIT_DATA/);
});

it('makes keys once, for its owner alone', () => {
  const file = join(folder(), 'keys.json');
  const keys = openKeys(file);
  expect(openKeys(file)).toEqual(keys);
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain(keys.pepper);
});

it('never replaces keys that it cannot read', () => {
  const file = join(folder(), 'keys.json');
  writeFileSync(file, '{"shape":1');
  expect(() => openKeys(file)).toThrow(KeysUnreadable);
  expect(readFileSync(file, 'utf8')).toBe('{"shape":1');
});
