import { DescribeTimeToLiveCommand, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Change, Items } from '@resit/integrity/ports/repository';
import { Conflict } from '@resit/integrity/ports/repository';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { openTestTable, type TestTable } from '../testing/dynamodb-table.ts';
import { itemKey, placePartitions } from './keys.ts';
import { tableDefinition } from './table-definition.ts';

const END = '2099-11-22T12:00:00.000Z';
const LATER = '2099-11-23T12:00:00.000Z';
const session = (expiresAt = END): Items['examSession'] => ({
  id: 's1',
  version: 0,
  shape: 1,
  examId: 'e1',
  createdAt: '2026-11-22T00:00:00.000Z',
  expiresAt,
});
const put = (item: Items['examSession'], expected?: number | null): Change =>
  expected === undefined
    ? { type: 'put', kind: 'examSession', item }
    : { type: 'put', kind: 'examSession', item, expected };

let table: TestTable;
let nowMs: number;
const clock = { nowMs: () => nowMs };
beforeEach(async () => {
  table = await openTestTable(inject('dynamodbEndpoint'));
  nowMs = Date.parse(END) - 1;
});
afterEach(() => table.dispose());

const stored = async () => {
  const { pk, sk } = itemKey('examSession', 's1');
  const command = new GetItemCommand({ TableName: table.tableName, Key: { pk: { S: pk }, sk: { S: sk } } });
  return (await table.client.send(command)).Item;
};
const rowOf = async (index: string, partition: string) => {
  const pages = await Promise.all(
    placePartitions('examSession', index, partition).map((pk) =>
      table.client.send(
        new QueryCommand({
          TableName: table.tableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: pk } },
        }),
      ),
    ),
  );
  return pages.flatMap((page) => page.Items ?? []);
};

it('has the time to live on that the table is defined with', async () => {
  const command = new DescribeTimeToLiveCommand({ TableName: table.tableName });
  expect((await table.client.send(command)).TimeToLiveDescription).toMatchObject({
    AttributeName: tableDefinition.TimeToLiveSpecification.AttributeName,
    TimeToLiveStatus: expect.stringMatching(/^ENABL/),
  });
});

it('gives what ends by itself, and every row that leads to it, the second of its end for DynamoDB to delete it', async () => {
  const repository = table.open(clock);
  await repository.commit([put(session('2099-11-22T11:59:59.001Z'), null)]);
  const seconds = { N: String(Date.parse(END) / 1000) };
  expect((await stored())?.expiresAt).toEqual(seconds);
  expect(await rowOf('byExam', 'e1')).toMatchObject([{ expiresAt: seconds }]);
  expect(await rowOf('expiring', 'session')).toMatchObject([{ expiresAt: seconds }]);
});

it('finds what has expired nowhere, though DynamoDB has not deleted it', async () => {
  const repository = table.open(clock);
  await repository.commit([put(session(), null)]);
  const looks = async () => [
    (await repository.get('examSession', 's1'))?.id,
    (await repository.getMany('examSession', ['s1']))[0]?.id,
    (await repository.query('examSession', 'byExam', { partition: 'e1' })).items[0]?.id,
    await repository.countIn('examSession', 'byExam', 'e1'),
    (await repository.query('examSession', 'expiring', { partition: 'session' })).items[0]?.id,
    await repository.countIn('examSession', 'expiring', 'session'),
  ];
  expect(await looks()).toEqual(['s1', 's1', 's1', 1, 's1', 1]);
  nowMs += 1;
  expect(await looks()).toEqual([undefined, undefined, undefined, 0, undefined, 0]);
  expect(await stored()).toBeDefined();
});

it('takes what has expired for none in every condition', async () => {
  const repository = table.open(clock);
  await repository.commit([put(session(), null)]);
  nowMs += 1;
  const mail: Change = { type: 'count', counter: 'c', by: 1 };
  const check: Change = { type: 'check', kind: 'examSession', id: 's1', expected: 1 };
  await expect(repository.commit([check, mail])).rejects.toBeInstanceOf(Conflict);
  await expect(repository.commit([put(session(LATER), 1), mail])).rejects.toBeInstanceOf(Conflict);
  await expect(
    repository.commit([{ type: 'delete', kind: 'examSession', id: 's1', expected: 1 }, mail]),
  ).rejects.toBeInstanceOf(Conflict);
  await repository.commit([{ type: 'delete', kind: 'examSession', id: 's1' }]);
  expect(await repository.counters(['c'])).toEqual([0]);
  await repository.commit([put(session(LATER), null)]);
  expect(await repository.get('examSession', 's1')).toMatchObject({ version: 1, expiresAt: LATER });
  await expect(repository.commit([put(session(LATER), null)])).rejects.toBeInstanceOf(Conflict);
});

it('writes over what has expired, whatever there was, as if it were new', async () => {
  const repository = table.open(clock);
  await repository.commit([put(session(), null)]);
  await repository.commit([put(session(), 1)]);
  nowMs += 1;
  await table.open(clock).commit([put(session(LATER))]);
  expect(await repository.get('examSession', 's1')).toMatchObject({ version: 1, expiresAt: LATER });
  expect(await repository.countIn('examSession', 'byExam', 'e1')).toBe(1);
});

it('puts off the end of every row that leads to what is renewed, also of those at a place that it keeps', async () => {
  const repository = table.open(clock);
  await repository.commit([put(session(), null)]);
  await repository.commit([put(session(LATER), 1)]);
  nowMs = Date.parse(END) + 1;
  expect((await repository.query('examSession', 'byExam', { partition: 'e1' })).items).toHaveLength(1);
  expect(await rowOf('byExam', 'e1')).toMatchObject([{ expiresAt: { N: String(Date.parse(LATER) / 1000) } }]);
});
