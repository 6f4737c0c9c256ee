import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { firstBroken } from '@resit/integrity/audit/chain';
import type { Incident } from '@resit/integrity/incident/incident';
import type { Deps } from '@resit/integrity/ports/deps';
import type { Items, Repository } from '@resit/integrity/ports/repository';
import { testQuestions } from '@resit/integrity/testing/bank';
import { createTestDeps, recordingSfn } from '@resit/integrity/testing/test-deps';
import { createWorld, register, sit, tokenNow } from '@resit/integrity/testing/world';
import { sweepExpiredAttempts } from '@resit/integrity/use-cases/drains/sweep-expired-attempts';
import { ensurePolicy, loadBank } from '@resit/integrity/use-cases/first-data';
import { startExam } from '@resit/integrity/use-cases/student/start-exam';
import { scheduleExam } from '@resit/integrity/use-cases/workflow/schedule-exam';
import { sendNotification } from '@resit/integrity/use-cases/workflow/send-notification';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { mail } from '../contract-fixtures.ts';
import { openSqliteRepository, type SqliteRepository } from '../sqlite/sqlite-repository.ts';
import { openTestTable, type TestTable } from '../testing/dynamodb-table.ts';
import { carried } from '../transfer/carried.ts';
import { type TransferKind, transferKinds } from '../transfer/format.ts';
import { writeTransfer } from '../transfer/write-transfer.ts';
import { openImport } from './import-office.ts';

const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:resit:live';
const settings = { institution: 'U', origin: 'http://x', timeZone: 'UTC', contactName: 'O', contactAddress: 'o@x.edu' };
const ids = Array.from({ length: 24 }, (_, n) => `i${String(n).padStart(2, '0')}m9qxd2t0123456789`);

const runningImport: Items['importJob'] = {
  id: 'import-1',
  version: 0,
  shape: 1,
  fileName: 'cases.csv',
  by: { sub: 'officer-1', name: 'Olga Officer', roles: ['officer'] },
  status: 'running',
  createdAt: '2026-11-22T02:00:00.000Z',
  total: 1,
  good: 1,
  chunks: 1,
  chunksDone: 0,
  started: 0,
  already: 0,
  failed: 0,
  withdrawn: 0,
  sample: [],
  bad: [],
  badCount: 0,
};

let folder = '';
let source: SqliteRepository;
let databaseFile = '';
let file = '';
let table: TestTable;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'resit-import-'));
  databaseFile = join(folder, 'resit.db');
  source = openSqliteRepository({ file: databaseFile });
  const deps = await createWorld({ repository: source });
  for (const [n, id] of ids.entries()) {
    await register(deps, { id });
    if (n % 4 === 0) continue;
    const { examId } = await scheduleExam(deps, id);
    await sendNotification(deps, examId, tokenNow(deps, `token-${id}`));
    if (n % 4 === 2) await sit(deps, examId, 20);
    if (n === 1) await startExam(deps, { examId, ownWork: true });
  }
  await source.commit([
    {
      type: 'put',
      kind: 'mail',
      item: mail('due', { status: 'queued', attempts: 1, nextAttemptAt: '2026-11-22T02:00:00.000Z' }),
    },
    { type: 'count', counter: 'exposure:some', by: 41 },
    { type: 'put', kind: 'importJob', item: runningImport },
  ]);
  file = exportTo('office.ndjson', '2026-11-22T02:00:00.000Z');
});
afterAll(async () => {
  await source.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  table = await openTestTable(inject('dynamodbEndpoint'));
});
afterEach(() => table.dispose());

function exportTo(name: string, stoppedAt: string | undefined): string {
  const to = join(folder, name);
  const header = { id: '0123456789abcdef', product: '0.1.0', exportedAt: '2026-11-22T02:00:00.000Z', settings };
  const executions = [{ name: 'late', input: JSON.stringify({ incidentId: 'late', report: {} }) }];
  writeTransfer({ databaseFile, file: to, executions, header: { ...header, ...(stoppedAt ? { stoppedAt } : {}) } });
  return to;
}

const nowMs = () => Date.parse('2026-11-22T02:10:00.000Z');
const started: string[] = [];
function deps(repository: Repository): Deps {
  const { sfn } = recordingSfn(({ command, input }) => {
    if (command === 'StartExecution') started.push(String(input.name));
    return {};
  });
  return { ...createTestDeps(), repository, sfn, stateMachineArn };
}
const importing = (from = file, subjects = new Map<string, string>()) =>
  openImport({
    client: table.client,
    tableName: table.tableName,
    stateMachineArn,
    file: from,
    subjects,
    depsFor: () => deps(table.open()),
    nowMs,
    progress: () => () => undefined,
  });

/** All items of a kind as SQLite has them, as they are carried over. */
function itemsOf<K extends TransferKind>(kind: K): Items[K][] {
  const db = new Database(databaseFile, { readonly: true });
  const rows = db.prepare('SELECT body, version FROM items WHERE kind = ?').all(kind) as {
    body: string;
    version: number;
  }[];
  db.close();
  return rows.map(({ body, version }) => carried(kind, { ...(JSON.parse(body) as Items[K]), version }));
}
const comparable = (item: Items[TransferKind]): unknown =>
  'run' in item ? { ...item, run: { ...item.run, executionArn: '' } } : item;

/** False of what is written by the start only. */
const isQuiet = (kind: TransferKind, item: Items[TransferKind]): boolean =>
  !(kind === 'mail' && (item as Items['mail']).delivery.status === 'queued') &&
  kind !== 'importJob' &&
  !(kind === 'exam' && (item as Items['exam']).status === 'started');

/** Every record, index, counter and chain of the table is that of the file's office. */
async function expectSame(): Promise<void> {
  const there = table.open({ nowMs });
  for (const kind of transferKinds) {
    const items = itemsOf(kind);
    const found = await there.getMany(
      kind,
      items.map(({ id }) => id),
    );
    const expected = items.map((item) => (isQuiet(kind, item) ? item : undefined));
    expect(found.map((item) => item && comparable(item))).toEqual(expected.map((item) => item && comparable(item)));
  }
  for (const [kind, index, partition] of [
    ['incident', 'all', 'all'],
    ['incident', 'byStatus', 'exam-open'],
    ['exam', 'submitted', 'submitted'],
    ['question', 'newest', 'all'],
    ['policy', 'all', 'all'],
  ] as const) {
    const of = async (repository: Repository) =>
      (await repository.query(kind, index as never, { partition, limit: 1000 })).items.map(({ id }) => id);
    expect(await of(there)).toEqual(await of(source));
    expect(await there.countIn(kind, index as never, partition)).toBe(
      await source.countIn(kind, index as never, partition),
    );
  }
  const counters = [
    'exposure:some',
    'revision:question',
    ...itemsOf('question').map(({ question }) => `exposure:${question.id}`),
  ];
  expect(await there.counters(counters)).toEqual(await source.counters(counters));
  for (const id of ids) {
    const trail = await there.auditTrail(id);
    expect(trail).toEqual(await source.auditTrail(id));
    expect(trail.length).toBeGreaterThan(0);
    expect(firstBroken(trail)).toBeUndefined();
    expect(await there.unseal(trail[0]!)).toEqual(await source.unseal(trail[0]!));
  }
}

const writes = (): string[] =>
  table.sent.map(({ command }) => command).filter((name) => /Write|Put|Delete|Update/u.test(name));

describe('an import into DynamoDB', () => {
  it('gives back every record, index, counter and chain in the place of what the deployment put in', async () => {
    const deployed = table.open();
    await ensurePolicy({ repository: deployed, clock: { nowMs } });
    await loadBank({ repository: deployed, clock: { nowMs } }, testQuestions());
    const [question] = itemsOf('question');
    // A release with a newer version of a question that the office has: there must not be two newest ones.
    await loadBank({ repository: deployed, clock: { nowMs } }, [{ ...question!.question, version: 7 }]);
    const sign = { pk: { S: 'heartbeat#service' }, sk: { S: 'item' } };
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: sign }));
    await (await importing()).load();
    const { Item: stayed } = await table.client.send(new GetItemCommand({ TableName: table.tableName, Key: sign }));
    expect(stayed).toEqual(sign);
    await expectSame();
    for (const chain of ['policy', 'bank'])
      expect(await table.open().auditTrail(chain)).toEqual(await source.auditTrail(chain));
    expect((await table.open().query('question', 'versions', { partition: question!.question.id })).items).toHaveLength(
      1,
    );
  });

  it('can be written to afterwards: versions, places and chains go on', async () => {
    await (await importing()).load();
    const repository = table.open();
    const incident = (await repository.get('incident', ids[0]!)) as Incident;
    const moved = { ...incident, changedAt: '2026-12-01T00:00:00.000Z' };
    const note = {
      chain: ids[0]!,
      at: moved.changedAt,
      actor: { kind: 'system', name: 't' },
      action: 'x.y',
      facts: {},
    } as const;
    await repository.commit([
      { type: 'put', kind: 'incident', item: moved, expected: incident.version },
      { type: 'audit', note },
      { type: 'count', counter: 'exposure:some', by: 1 },
    ]);
    expect((await repository.get('incident', ids[0]!))?.version).toBe(incident.version + 1);
    const changed = await repository.query('incident', 'byChange', { partition: 'all', from: '2026-12-01' });
    expect(changed.items.map(({ id }) => id)).toEqual([ids[0]]);
    expect(await repository.countIn('incident', 'byChange', 'all')).toBe(ids.length);
    expect(firstBroken(await repository.auditTrail(ids[0]!))).toBeUndefined();
    expect(await repository.counters(['exposure:some'])).toEqual([42]);
  });

  it('only looks until it is told to load', async () => {
    const office = await importing();
    expect(office.state).toBeUndefined();
    expect(writes()).toEqual([]);
  });

  it('refuses a table in which somebody has worked, and another file than the one that it began with', async () => {
    const deployed = await createWorld({ repository: table.open() });
    await register(deployed, { id: 'somebody' });
    table.sent.length = 0;
    await expect(importing()).rejects.toMatchObject({ code: 'table-not-empty' });
    expect(writes()).toEqual([]);
    const other = await openTestTable(inject('dynamodbEndpoint'));
    [table] = [other, await table.dispose()];
    await (await importing()).load();
    await expect(importing(exportTo('other.ndjson', undefined))).rejects.toMatchObject({ code: 'table-not-empty' });
  });

  it('refuses a table whose policy somebody has changed', async () => {
    const repository = table.open();
    await ensurePolicy({ repository, clock: { nowMs } });
    await expect(importing()).resolves.toBeDefined();
    const note = {
      chain: 'policy',
      at: '2026-11-22T02:00:00.000Z',
      actor: { kind: 'staff', sub: 'a', name: 'Ada' },
      action: 'policy.changed',
      facts: { number: 2 },
    } as const;
    await repository.commit([{ type: 'audit', note }]);
    await expect(importing()).rejects.toMatchObject({ code: 'table-not-empty' });
  });

  it('is not started from a file of an office that is at work, nor before it is loaded', async () => {
    const office = await importing(exportTo('at-work.ndjson', undefined));
    await office.load();
    await expect(office.start()).rejects.toMatchObject({ code: 'office-at-work' });
    const fresh = await openTestTable(inject('dynamodbEndpoint'));
    [table] = [fresh, await table.dispose()];
    await expect((await importing()).start()).rejects.toMatchObject({ code: 'not-loaded' });
  });

  it.each([1, 2, 3, 5, 8, 13, 21, 34, 55])(
    'goes on after having been killed at write %i, and comes to the same',
    async (at) => {
      await createWorld({ repository: table.open() });
      started.length = 0;
      const whole = async (): Promise<void> => {
        const office = await importing();
        await office.load();
        await office.start();
      };
      let written = 0;
      table.between(async ({ command }, send) => {
        if (!/Write|Put|Delete|Update/u.test(command)) return send();
        written += 1;
        if (written < at) return send();
        // Before it is done, or after it with nobody to hear of it; and nothing more.
        if (written === at && at % 2 === 0) await send();
        throw new TypeError('killed');
      });
      await expect(whole()).rejects.toThrow(/killed/u);
      table.between((_sent, send) => send());
      await whole();
      const repository = table.open({ nowMs });
      const incidents = await repository.query('incident', 'all', { partition: 'all', limit: 1000 });
      expect(incidents.items.map(({ run }) => run.executionName)).toEqual(ids.map((id) => `${id}-2`));
      expect(new Set(started)).toEqual(new Set(['late', ...ids.map((id) => `${id}-2`)]));
      for (const id of ids) {
        const trail = await repository.auditTrail(id);
        expect(firstBroken(trail)).toBeUndefined();
        expect(trail.filter(({ action }) => action === 'workflow.moved')).toHaveLength(1);
      }
      expect((await repository.query('mail', 'due', { partition: 'due' })).items.map(({ id }) => id)).toContain('due');
      expect(await repository.countIn('importJob', 'unfinished', 'unfinished')).toBe(1);
      expect(await repository.counters(['exposure:some'])).toEqual([41]);
    },
  );

  it('gives back the time that was lost before the deployment looks at attempts that are under way', async () => {
    const examId = (await source.query('exam', 'startedByEnd', { partition: 'started' })).items[0]?.id ?? '';
    const before = await source.get('exam', examId);
    const deadlineMs = Date.parse(before?.deadline.at ?? '');
    const stopped = exportTo('last-day.ndjson', new Date(deadlineMs - 4 * 3_600_000).toISOString());
    const clock = { nowMs: () => deadlineMs + 3_600_000 };
    const deployed = { ...deps(table.open(clock)), clock, workflowClock: clock };
    const office = await openImport({
      client: table.client,
      tableName: table.tableName,
      stateMachineArn,
      file: stopped,
      depsFor: () => deployed,
      nowMs: clock.nowMs,
      progress: () => () => undefined,
    });
    await office.load();
    let sweeps = 0;
    let sweeping = false;
    // The deployment looks after every single write.
    table.between(async ({ command }, send) => {
      const answer = await send();
      if (sweeping || !/Write|Put/u.test(command)) return answer;
      sweeping = true;
      sweeps += 1;
      await sweepExpiredAttempts(deployed);
      sweeping = false;
      return answer;
    });
    const { deadlinesMoved } = (await office.start()) ?? {};
    table.between((_sent, send) => send());
    expect(sweeps).toBeGreaterThan(10);
    expect(deadlinesMoved).toBeGreaterThan(0);
    const after = await table.open(clock).get('exam', examId);
    expect(after?.status).toBe('started');
    expect(Date.parse(after?.deadline.at ?? '')).toBeGreaterThan(clock.nowMs());
    const found = await table.open(clock).query('exam', 'startedByEnd', { partition: 'started' });
    expect(found.items.map(({ id }) => id)).toEqual([examId]);
  });

  it('slows down where DynamoDB takes less than it is given, and loses nothing', async () => {
    let asked = 0;
    table.between(async (sent, send) => {
      if (sent.command !== 'BatchWriteItem') return send();
      asked += 1;
      if (asked % 5 === 1) throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
      const items = Object.values(sent.input.RequestItems as Record<string, unknown[]>)[0] ?? [];
      if (asked % 5 !== 2 || items.length < 2) return send();
      const late = items.splice(items.length / 2);
      return { ...(await send()), UnprocessedItems: { [table.tableName]: late } };
    });
    await (await importing()).load();
    expect(asked).toBeGreaterThan(20);
    table.between((_sent, send) => send());
    await expectSame();
  });

  it('gives reporters the subjects that they have at the new issuer', async () => {
    await (await importing(file, new Map([['officer-1', 'new-subject']]))).load();
    const repository = table.open();
    expect(await repository.countIn('incident', 'byReporter', 'new-subject')).toBe(ids.length);
    expect(await repository.countIn('incident', 'byReporter', 'officer-1')).toBe(0);
  });
});
