import { inject } from 'vitest';
import { repositoryContract } from '../contract.ts';
import { inTurn, openTestTable } from '../testing/dynamodb-table.ts';

repositoryContract('DynamoDB', async () => {
  const { open, dispose } = await openTestTable(inject('dynamodbEndpoint'));
  return { repository: open(), reopen: async () => open(), dispose };
});

repositoryContract('DynamoDB, ten processes', async () => {
  const { open, dispose } = await openTestTable(inject('dynamodbEndpoint'));
  return { repository: inTurn(Array.from({ length: 10 }, () => open())), reopen: async () => open(), dispose };
});
