import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { describeStore } from '../contract.ts';
import { StoreClosedError, StoreInUseError, StoreOpenError, StoreWriteError } from '../errors.ts';
import type { Change } from '../store.ts';
import { openSqliteStore } from './sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'states-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = (): string => join(folder, `${++files}.db`);

const insert: Change = {
  kind: 'execution.insert',
  row: {
    id: 1,
    machineId: 1,
    revisionId: 1,
    name: 'same',
    status: 'RUNNING',
    startMs: 1,
    stopMs: null,
    detail: null,
    state: '{}',
  },
};

describeStore('the SQLite store', () => {
  const file = newFile();
  return { open: () => openSqliteStore(file), reopen: () => openSqliteStore(file) };
});

it('refuses a file that another owner has open, and takes it once it is let go', async () => {
  const file = newFile();
  const store = await openSqliteStore(file);
  await expect(openSqliteStore(file)).rejects.toThrow(StoreInUseError);
  await store.close();
  await (await openSqliteStore(file)).close();
});

it('closes itself on a write error: what was not acknowledged fails, and so does everything later', async () => {
  const file = newFile();
  const store = await openSqliteStore(file);
  await store.commit([insert]);
  const good = store.commit([{ kind: 'ended.add', id: 1, notice: 'never kept' }]);
  const bad = store.commit([insert]);
  await expect(bad).rejects.toThrow(StoreWriteError);
  await expect(good).rejects.toThrow(StoreWriteError);
  expect((await store.failed).code).toBe('STORE_WRITE_FAILED');
  await expect(store.commit([])).rejects.toThrow(StoreClosedError);
  expect(() => store.execution(1)).toThrow(StoreClosedError);
  await store.close();

  const again = await openSqliteStore(file);
  expect(again.execution(1)?.name).toBe('same');
  expect(again.ended(0, 10)).toEqual([]);
  await again.close();
});

it('refuses a file that is no database, one of another application, and one of a newer format', async () => {
  const text = newFile();
  writeFileSync(text, 'not a database, but long enough to be looked at '.repeat(20));
  await expect(openSqliteStore(text)).rejects.toThrow(StoreOpenError);

  const foreign = newFile();
  new Database(foreign).exec('CREATE TABLE theirs (x)').close();
  await expect(openSqliteStore(foreign)).rejects.toThrow(/another application/);

  const newer = newFile();
  await (await openSqliteStore(newer)).close();
  const db = new Database(newer);
  db.pragma('user_version = 999');
  db.close();
  await expect(openSqliteStore(newer)).rejects.toThrow(/newer version \(format 999/);
});

it('refuses a folder that does not exist', async () => {
  await expect(openSqliteStore(join(folder, 'nowhere', 'states.db'))).rejects.toThrow(StoreOpenError);
});
