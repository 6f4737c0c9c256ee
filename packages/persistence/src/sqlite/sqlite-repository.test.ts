import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepositoryUnavailable } from '@resit/integrity/ports/repository';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { repositoryContract } from '../contract.ts';
import { openSqliteRepository } from './sqlite-repository.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'resit-'));

repositoryContract('SQLite', async () => {
  const dir = folder();
  const file = join(dir, 'resit.db');
  let repository = openSqliteRepository({ file });
  return {
    repository,
    reopen: async () => {
      await repository.close();
      repository = openSqliteRepository({ file });
      return repository;
    },
    dispose: async () => {
      await repository.close();
      rmSync(dir, { recursive: true });
    },
  };
});

it('refuses a file of a newer shape and says what to do', () => {
  const dir = folder();
  const file = join(dir, 'resit.db');
  const db = new Database(file);
  db.pragma('user_version = 999');
  db.close();
  expect(() => openSqliteRepository({ file })).toThrow(/newer than this Resit knows/);
  rmSync(dir, { recursive: true });
});

it('refuses a file that is no database', () => {
  const dir = folder();
  const file = join(dir, 'resit.db');
  writeFileSync(file, 'this is a text file, long enough to have no header of a database in it'.repeat(20));
  expect(() => openSqliteRepository({ file })).toThrow(/not a database/);
  rmSync(dir, { recursive: true });
});

it('commits what waits when it is closed, and refuses calls afterwards', async () => {
  const dir = folder();
  const file = join(dir, 'resit.db');
  const repository = openSqliteRepository({ file });
  const pending = repository.commit([{ type: 'count', counter: 'c', by: 1 }]);
  await repository.close();
  await pending;
  await expect(repository.get('incident', 'x')).rejects.toBeInstanceOf(RepositoryUnavailable);
  await expect(repository.commit([{ type: 'count', counter: 'c', by: 1 }])).rejects.toBeInstanceOf(
    RepositoryUnavailable,
  );
  const again = openSqliteRepository({ file });
  expect(await again.counters(['c'])).toEqual([1]);
  await again.close();
  rmSync(dir, { recursive: true });
});

it('acknowledges nothing that it could not write, and goes on when writing works again', async () => {
  const dir = folder();
  const file = join(dir, 'resit.db');
  const repository = openSqliteRepository({ file });
  const other = new Database(file);
  other.exec(
    "CREATE TRIGGER full BEFORE INSERT ON counters BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
  );
  await expect(repository.commit([{ type: 'count', counter: 'c', by: 1 }])).rejects.toBeInstanceOf(
    RepositoryUnavailable,
  );
  other.exec('DROP TRIGGER full');
  await repository.commit([{ type: 'count', counter: 'c', by: 1 }]);
  expect(await repository.counters(['c'])).toEqual([1]);
  other.close();
  await repository.close();
  rmSync(dir, { recursive: true });
});

it('copies itself while in use, and finds the copy whole', async () => {
  const dir = folder();
  const repository = openSqliteRepository({ file: join(dir, 'resit.db') });
  await repository.commit([{ type: 'count', counter: 'c', by: 4 }]);
  await repository.backup(join(dir, 'copy.db'));
  const copy = openSqliteRepository({ file: join(dir, 'copy.db') });
  expect(copy.integrityCheck()).toBe('ok');
  expect(await copy.counters(['c'])).toEqual([4]);
  await copy.close();
  await repository.close();
  rmSync(dir, { recursive: true });
});
