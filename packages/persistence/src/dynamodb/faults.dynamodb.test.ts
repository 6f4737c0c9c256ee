import { randomBytes } from 'node:crypto';
import { DynamoDBServiceException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type Change, Conflict, RepositoryUnavailable } from '@resit/integrity/ports/repository';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { audit, incident, put } from '../contract-fixtures.ts';
import { openTestTable, type TestTable } from '../testing/dynamodb-table.ts';

let table: TestTable;
beforeEach(async () => {
  table = await openTestTable(inject('dynamodbEndpoint'));
});
afterEach(() => table.dispose());

const cancelled = (code: string, actions: number): TransactionCanceledException =>
  new TransactionCanceledException({
    $metadata: {},
    message: `Transaction cancelled [${code}]`,
    CancellationReasons: Array.from({ length: actions }, (_, at) => ({ Code: at === 0 ? code : 'None' })),
  });
const refusal = (name: string): DynamoDBServiceException =>
  new DynamoDBServiceException({ name, $fault: 'server', $metadata: {}, message: `no: ${name}` });

/** The first so many transactions are refused with this code. */
function refuse(times: number, code: string): void {
  let left = times;
  table.between((sent, send) => {
    if (sent.command !== 'TransactWriteItems' || left === 0) return send();
    left -= 1;
    return Promise.reject(cancelled(code, (sent.input.TransactItems as unknown[]).length));
  });
}

describe('a commit to DynamoDB', () => {
  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'is tried again after %s, and written once',
    async (code) => {
      refuse(3, code);
      const repository = table.open();
      await repository.commit([put(incident('i1'), null), { type: 'count', counter: 'c', by: 1 }, audit('i1', 1)]);
      expect(table.sent.filter(({ command }) => command === 'TransactWriteItems')).toHaveLength(4);
      expect((await repository.get('incident', 'i1'))?.version).toBe(1);
      expect(await repository.counters(['c'])).toEqual([1]);
      expect(await repository.auditTrail('i1')).toHaveLength(1);
    },
  );

  it('is refused as unavailable, at once, when DynamoDB takes it for invalid', async () => {
    refuse(1, 'ValidationError');
    await expect(table.open().commit([put(incident('i1'), null)])).rejects.toBeInstanceOf(RepositoryUnavailable);
    expect(table.sent.filter(({ command }) => command === 'TransactWriteItems')).toHaveLength(1);
  });

  it('is refused as unavailable with its cause when DynamoDB cannot be used, and so is every reading', async () => {
    table.between(() => Promise.reject(refusal('AccessDeniedException')));
    const repository = table.open();
    const calls = [
      () => repository.commit([put(incident('i1'), null)]),
      () => repository.get('incident', 'i1'),
      () => repository.getMany('incident', ['i1']),
      () => repository.query('incident', 'all', { partition: 'all' }),
      () => repository.countIn('incident', 'all', 'all'),
      () => repository.counters(['c']),
      () => repository.auditTrail('i1'),
      () => repository.destroyKey('s1'),
    ];
    for (const call of calls) {
      const failure = await call().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(RepositoryUnavailable);
      expect(failure).toMatchObject({ code: 'repository-unavailable', cause: { name: 'AccessDeniedException' } });
    }
  });

  it('is written once though its answer is lost and it is sent again', async () => {
    const { handle } = table.client.config.requestHandler;
    let lost = 0;
    table.client.config.requestHandler.handle = async (request, options) => {
      const answer = await handle.call(table.client.config.requestHandler, request, options);
      const target = request.headers['x-amz-target'] ?? '';
      if (!target.endsWith('.TransactWriteItems') || lost === 1) return answer;
      lost += 1;
      throw Object.assign(new TypeError('socket hang up'), { code: 'ECONNRESET', name: 'TimeoutError' });
    };
    const repository = table.open();
    await repository.commit([put(incident('i1'), null), { type: 'count', counter: 'c', by: 1 }, audit('i1', 1)]);
    expect(lost).toBe(1);
    expect(await repository.counters(['c'])).toEqual([1]);
    expect(await repository.auditTrail('i1')).toHaveLength(1);
    expect((await repository.get('incident', 'i1'))?.version).toBe(1);
  });

  it('meets a conflict also with what another process wrote since this one looked', async () => {
    const [here, there] = [table.open(), table.open()];
    await here.commit([put(incident('i1'), null)]);
    await there.commit([put(incident('i1', { description: 'theirs' }), 1)]);
    await expect(here.commit([put(incident('i1', { description: 'mine' }), 1)])).rejects.toBeInstanceOf(Conflict);
    await here.commit([put(incident('i1', { description: 'mine' }), 2)]);
    expect(await there.get('incident', 'i1')).toMatchObject({ version: 3, description: 'mine' });
  });

  it('moves an item from where it stands though this process remembers another of that id and version', async () => {
    const [here, there] = [table.open(), table.open()];
    const at = (second: number): string => `2026-11-22T00:00:0${second}.000Z`;
    await here.commit([put(incident('i1', { changedAt: at(1) }), null)]);
    await there.commit([{ type: 'delete', kind: 'incident', id: 'i1', expected: 1 }]);
    await there.commit([put(incident('i1', { changedAt: at(2) }), null)]);
    await here.commit([put(incident('i1', { changedAt: at(1) }), 1)]);
    const later = table.open({ nowMs: () => Date.now() + 2 * 3_600_000 });
    for (const repository of [here, later, later]) {
      const found = await repository.query('incident', 'byChange', { partition: 'all' });
      expect(found.items.map((item) => item.changedAt)).toEqual([at(1)]);
    }
    expect(await here.countIn('incident', 'byChange', 'all')).toBe(1);
  });

  it('refuses an item that is larger than DynamoDB stores, and a commit that is, and writes nothing of it', async () => {
    const repository = table.open();
    const noise = (bytes: number) => randomBytes(bytes).toString('base64');
    await expect(
      repository.commit([put(incident('small'), null), put(incident('large', { description: noise(500_000) }), null)]),
    ).rejects.toMatchObject({ code: 'too-large-to-store' });
    const many = Array.from({ length: 20 }, (_, n) => put(incident(`i${n}`, { description: noise(250_000) }), null));
    await expect(repository.commit(many)).rejects.toMatchObject({ code: 'too-large-to-store' });
    expect(await repository.countIn('incident', 'all', 'all')).toBe(0);
  });
});

describe('a reading from DynamoDB', () => {
  it('asks again for what DynamoDB left out of an answer', async () => {
    const repository = table.open();
    const ids = Array.from({ length: 30 }, (_, n) => `i${String(n).padStart(2, '0')}`);
    await repository.commit(ids.map((id): Change => put(incident(id), null)));
    let left = 2;
    table.between(async ({ command, input }, send) => {
      if (command !== 'BatchGetItem' || left === 0) return send();
      left -= 1;
      return { $metadata: {}, Responses: {}, UnprocessedKeys: input.RequestItems };
    });
    expect((await repository.getMany('incident', ids)).map((item) => item?.id)).toEqual(ids);
    expect(left).toBe(0);
  });
});

describe('rows of indexes that do not fit into a transaction', () => {
  const HOUR_MS = 3_600_000;
  const ids = Array.from({ length: 40 }, (_, n) => `i${String(n).padStart(2, '0')}`);
  const many = (expected: number | null, over: Parameters<typeof incident>[1] = {}): Change[] =>
    ids.map((id) => put(incident(id, over), expected));
  const seen = async (nowMs = Date.now()) => {
    const page = await table
      .open({ nowMs: () => nowMs })
      .query('incident', 'byChange', { partition: 'all', limit: 1000 });
    return page.items.map((item) => [item.id, item.changedAt]);
  };
  const failAt = (command: string): void =>
    table.between((sent, send) => (sent.command === command ? Promise.reject(refusal('Broken')) : send()));
  const heal = (): void => table.between((_sent, send) => send());
  const count = () => table.open().countIn('incident', 'byChange', 'all');
  const LATER = '2026-11-23T00:00:00.000Z';

  it('are written when DynamoDB leaves some out of its answer', async () => {
    let left = 2;
    table.between(async ({ command, input }, send) => {
      if (command !== 'BatchWriteItem' || left === 0) return send();
      left -= 1;
      return { $metadata: {}, UnprocessedItems: input.RequestItems };
    });
    await table.open().commit(many(null));
    expect(left).toBe(0);
    expect((await seen()).map(([id]) => id)).toEqual(ids);
  });

  it('lead to nothing if the transaction is never made, and are cleared away by a reader an hour later', async () => {
    failAt('TransactWriteItems');
    await expect(table.open().commit(many(null))).rejects.toBeInstanceOf(RepositoryUnavailable);
    heal();
    expect(await seen()).toEqual([]);
    const behind = await count();
    expect(behind).toBeGreaterThan(0);
    expect(await seen(Date.now() + HOUR_MS - 60_000)).toEqual([]);
    expect(await count()).toBe(behind);
    expect(await seen(Date.now() + HOUR_MS + 60_000)).toEqual([]);
    expect(await count()).toBe(0);
  });

  it('are passed over where an item was if they could not be removed, and cleared away an hour later', async () => {
    await table.open().commit(many(null));
    failAt('DeleteItem');
    await table.open().commit(many(1, { changedAt: LATER }));
    heal();
    const moved = ids.map((id) => [id, LATER]);
    expect(await seen()).toEqual(moved);
    expect(await count()).toBeGreaterThan(ids.length);
    expect(await seen(Date.now() + HOUR_MS + 60_000)).toEqual(moved);
    expect(await count()).toBe(ids.length);
  });

  it('fill no page, give no cursor of their own, and cut none short', async () => {
    await table.open().commit(many(null));
    failAt('DeleteItem');
    await table.open().commit(many(1, { changedAt: LATER }));
    heal();
    const pages: string[][] = [];
    for (let cursor: string | undefined; ; ) {
      const query = { partition: 'all', limit: 10, ...(cursor === undefined ? {} : { cursor }) };
      const page = await table.open().query('incident', 'byChange', query);
      pages.push(page.items.map((item) => item.id));
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
    expect(pages).toEqual([ids.slice(0, 10), ids.slice(10, 20), ids.slice(20, 30), ids.slice(30)]);
  });

  it('are of no harm to a commit that wins over the one that wrote them', async () => {
    await table.open().commit(many(null));
    const outcomes = await Promise.allSettled([
      table.open().commit(many(1, { changedAt: LATER })),
      table.open().commit(many(1, { changedAt: '2026-11-24T00:00:00.000Z' })),
      table.open().commit([put(incident('i00', { changedAt: '2026-11-25T00:00:00.000Z' }), 1)]),
    ]);
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    const there = await table.open().getMany('incident', ids);
    const byChange = there
      .map((item) => [item?.id, item?.changedAt])
      .toSorted((a, b) => (`${a[1]}${a[0]}` < `${b[1]}${b[0]}` ? -1 : 1));
    expect(await seen()).toEqual(byChange);
    expect(await seen(Date.now() + HOUR_MS + 60_000)).toEqual(byChange);
    expect(await count()).toBe(ids.length);
    expect(await seen()).toEqual(byChange);
  });
});

describe('the shape of the table', () => {
  it('spreads over many partitions what every incident writes to, and keeps together what belongs to one', async () => {
    const repository = table.open();
    for (let n = 0; n < 4; n += 1) {
      await repository.commit(Array.from({ length: 15 }, (_, m) => put(incident(`i${n}-${m}`), null)));
    }
    const written = table.sent
      .filter(({ command }) => command === 'TransactWriteItems' || command === 'BatchWriteItem')
      .flatMap(({ input }) =>
        [...JSON.stringify(input).matchAll(/"S":"(incident\.[^"]*)"/g)].map(([, pk]) => pk ?? ''),
      );
    const partitionsOf = (index: string) => new Set(written.filter((pk) => pk.startsWith(`incident.${index}#`))).size;
    expect(partitionsOf('all')).toBe(4);
    expect(partitionsOf('byStatus')).toBe(4);
    expect(partitionsOf('byStudent')).toBe(1);
  });

  it('adds to many copies of a counter, so that those who count the same need not wait for each other', async () => {
    const repository = table.open();
    for (let n = 0; n < 40; n += 1) await repository.commit([{ type: 'count', counter: 'c', by: 1 }]);
    const rows = table.sent.flatMap(({ input }) => [
      ...JSON.stringify(input).matchAll(/"pk":\{"S":"(counters#[^"]*)"/g),
    ]);
    expect(new Set(rows.map(([, pk]) => pk)).size).toBeGreaterThan(3);
    expect(await repository.counters(['c'])).toEqual([40]);
  });
});
