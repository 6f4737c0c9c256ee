import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { repositoryContract } from '../contract.ts';
import { createTable, localClient } from '../testing/dynamodb-local.ts';
import { createDynamodbRepository } from './dynamodb-repository.ts';

repositoryContract('DynamoDB', async () => {
  const client = localClient(inject('dynamodbEndpoint'));
  const tableName = `resit-${randomUUID()}`;
  await createTable(client, tableName);
  const open = () => createDynamodbRepository({ client, tableName, clock: { nowMs: Date.now } });
  return {
    repository: open(),
    reopen: async () => open(),
    dispose: async () => client.destroy(),
  };
});
