import { expect, inject } from 'vitest';
import { repositoryContract } from '../contract.ts';
import { inTurn, openTestTable, type Sent, type TestTable } from '../testing/dynamodb-table.ts';

/** What costs the same however much is stored: keys are named, or one partition is read in order. */
const allowed: Readonly<Record<string, (input: Record<string, unknown>) => void>> = {
  GetItem: (input) => expect(input).toMatchObject({ ConsistentRead: true }),
  BatchGetItem: (input) => {
    const [asked] = Object.values(input.RequestItems as Record<string, { ConsistentRead?: boolean }>);
    expect(asked?.ConsistentRead).toBe(true);
  },
  Query: (input) => {
    expect(input.KeyConditionExpression).toMatch(/^pk = :pk\b/);
    expect(input).toMatchObject({ ConsistentRead: true });
    expect(input).not.toHaveProperty('IndexName');
  },
  TransactWriteItems: (input) => expect((input.TransactItems as unknown[]).length).toBeLessThanOrEqual(100),
  BatchWriteItem: () => undefined,
  PutItem: () => undefined,
  DeleteItem: () => undefined,
};

function expectNoScan(sent: readonly Sent[]): void {
  expect(Object.keys(allowed)).toEqual(expect.arrayContaining([...new Set(sent.map(({ command }) => command))]));
  for (const { command, input } of sent) allowed[command]?.(input);
}

const subject = async (open: (table: TestTable) => ReturnType<TestTable['open']>) => {
  const table = await openTestTable(inject('dynamodbEndpoint'));
  return {
    repository: open(table),
    reopen: async () => table.open(),
    // So every test of the contract shows that it is met without a scan.
    dispose: async () => {
      await table.dispose();
      expectNoScan(table.sent);
    },
  };
};

repositoryContract('DynamoDB', () => subject((table) => table.open()));

// Each call from another one: what a process remembers of items must not matter.
repositoryContract('DynamoDB, ten processes', () =>
  subject((table) => inTurn(Array.from({ length: 10 }, () => table.open()))),
);
