import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepositoryUnavailable } from '@resit/integrity/ports/repository';
import type { Student } from '@resit/integrity/student/student';
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

/** A file as the first version wrote it, with an incident, where it is found, and an audit entry. */
const firstVersion = `
CREATE TABLE items (
  kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE places (
  kind TEXT NOT NULL, ix TEXT NOT NULL, part TEXT NOT NULL, sort TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (kind, ix, part, sort, id)
) WITHOUT ROWID;
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE audit (
  chain TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (chain, seq)
) WITHOUT ROWID;
CREATE TABLE student_keys (student TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO items VALUES ('student', 's1', 7, '{"id":"s1","version":3,"shape":1,"name":"O''Brien 李"}');
INSERT INTO items VALUES ('template', 'code', 1, '{"id":"code","version":0,"subject":"S","body":"B"}');
INSERT INTO items VALUES ('answerSheet', 'e1', 2, '{"id":"e1","version":1,"shape":1,
  "answers":{"0":{"answer":{"type":"short-answer","text":"b"},"savedAt":"T2"},"1":{"answer":{"type":"short-answer","text":"c"},"savedAt":"T2"}},
  "saves":[{"position":0,"answer":{"type":"short-answer","text":"a"},"savedAt":"T1"},
           {"position":0,"answer":{"type":"short-answer","text":"b"},"savedAt":"T2"},
           {"position":1,"answer":{"type":"short-answer","text":"c"},"savedAt":"T2"}]}');
INSERT INTO items VALUES ('answerSheet', 'e2', 1, '{"id":"e2","version":1,"shape":1,"answers":{},"saves":[]}');
INSERT INTO items VALUES ('exam', 'x1', 2, '{"id":"x1","version":1,"shape":1,"status":"submitted","marking":{"points":1.5,
  "byQuestion":[{"questionId":"q1","version":1,"points":0.5},{"questionId":"q2","version":3,"points":1,"voided":true}]}}');
INSERT INTO items VALUES ('exam', 'x2', 1, '{"id":"x2","version":1,"shape":1,"status":"started","drawn":[]}');
INSERT INTO places VALUES ('student', 'all', 'all', 's1', 's1');
INSERT INTO counters VALUES ('c', 4);
INSERT INTO audit VALUES ('chain', 1, 'aa', '{"chain":"chain","seq":1,"hash":"aa"}');
INSERT INTO audit VALUES ('chain', 2, 'bb', '{"chain":"chain","seq":2,"hash":"bb"}');
PRAGMA user_version = 1;
`;

it('goes on with a file of the first version: all that was in it is there, and can be changed', async () => {
  const dir = folder();
  const file = join(dir, 'resit.db');
  const old = new Database(file);
  old.exec(firstVersion);
  old.close();
  const repository = openSqliteRepository({ file });
  const student = await repository.get('student', 's1');
  expect(student).toMatchObject({ id: 's1', version: 7, name: "O'Brien 李" });
  expect(await repository.get('template', 'code')).toMatchObject({ version: 1, subject: 'S' });
  expect((await repository.query('student', 'all', { partition: 'all' })).items).toHaveLength(1);
  expect(await repository.counters(['c'])).toEqual([4]);
  const answer = (given: string) => ({ type: 'short-answer', text: given });
  expect(await repository.get('answerSheet', 'e1')).toEqual({
    id: 'e1',
    version: 2,
    shape: 2,
    answers: { 0: { answer: answer('b'), savedAt: 'T2' }, 1: { answer: answer('c'), savedAt: 'T2' } },
    earlier: [{ position: 0, answer: answer('a'), savedAt: 'T1' }],
  });
  expect(await repository.get('answerSheet', 'e2')).toMatchObject({ shape: 2, answers: {}, earlier: [] });
  const marking = { points: 1.5, byQuestion: [{ points: 0.5 }, { points: 1, voided: true }] };
  expect(await repository.get('exam', 'x1')).toEqual({ id: 'x1', version: 2, shape: 2, status: 'submitted', marking });
  expect(await repository.get('exam', 'x2')).toEqual({ id: 'x2', version: 1, shape: 2, status: 'started', drawn: [] });
  expect((await repository.auditTrail('chain')).map(({ seq, hash }) => [seq, hash])).toEqual([
    [1, 'aa'],
    [2, 'bb'],
  ]);
  await repository.commit([
    { type: 'put', kind: 'student', item: { ...student, name: 'Ada' } as Student, expected: 7 },
  ]);
  expect(await repository.get('student', 's1')).toMatchObject({ version: 8, name: 'Ada' });
  expect(repository.integrityCheck()).toBe('ok');
  await repository.close();
  rmSync(dir, { recursive: true });
});

it('copies itself whole and as of one instant while others go on writing', async () => {
  const dir = folder();
  const repository = openSqliteRepository({ file: join(dir, 'resit.db') });
  const student = (id: string): Student => ({ ...({ id, version: 0, shape: 1, name: 'Ada' } as unknown as Student) });
  const filler = 'x'.repeat(20_000);
  for (let n = 0; n < 50; n += 1)
    await repository.commit([
      { type: 'put', kind: 'student', item: { ...student(`filler-${n}`), name: filler } },
      { type: 'count', counter: 'before', by: 1 },
    ]);
  let copied = false;
  const copying = repository.backup(join(dir, 'copy.db')).then(() => {
    copied = true;
  });
  // Each commit puts a student and counts one: in the copy there are as many of the one as of the other.
  let written = 0;
  for (; !copied || written < 20; written += 1)
    await repository.commit([
      { type: 'put', kind: 'student', item: student(`during-${written}`), expected: null },
      { type: 'count', counter: 'during', by: 1 },
    ]);
  await copying;
  const copy = openSqliteRepository({ file: join(dir, 'copy.db') });
  const [before = 0, during = 0] = await copy.counters(['before', 'during']);
  expect(before).toBe(50);
  expect(await copy.countIn('student', 'all', 'all')).toBe(before + during);
  expect(copy.integrityCheck()).toBe('ok');
  await copy.close();
  await repository.close();
  rmSync(dir, { recursive: true });
});

it('refuses what the writer took and could not write, one by one, and keeps what it had acknowledged', async () => {
  const dir = folder();
  const file = join(dir, 'resit.db');
  const repository = openSqliteRepository({ file });
  await repository.commit([{ type: 'count', counter: 'c', by: 1 }]);
  const other = new Database(file);
  other.exec("CREATE TRIGGER full BEFORE INSERT ON items BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
  const item = { id: 's1', version: 0, shape: 1, name: 'Ada' } as unknown as Student;
  const outcomes = await Promise.allSettled([
    repository.commit([{ type: 'count', counter: 'c', by: 1 }]),
    repository.commit([{ type: 'put', kind: 'student', item, expected: null }]),
    repository.commit([{ type: 'check', kind: 'student', id: 's2', expected: 1 }]),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({
      reason: { code: 'repository-unavailable', cause: { message: expect.stringContaining('disk is full') } },
    });
  expect(await repository.counters(['c'])).toEqual([1]);
  other.exec('DROP TRIGGER full');
  other.close();
  // The place at which it would have stood was not remembered: it is written now.
  await repository.commit([{ type: 'put', kind: 'student', item, expected: null }]);
  expect((await repository.query('student', 'all', { partition: 'all' })).items).toHaveLength(1);
  expect(repository.integrityCheck()).toBe('ok');
  await repository.close();
  rmSync(dir, { recursive: true });
});
