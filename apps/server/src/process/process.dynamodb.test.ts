import { openTestTable } from '@resit/persistence/testing/dynamodb-table';
import { inject } from 'vitest';
import { processContract } from './process-contract.ts';

processContract('over DynamoDB', {
  repository: async (clock) => {
    const { open, dispose } = await openTestTable(inject('dynamodbEndpoint'));
    return { repository: open(clock), close: dispose };
  },
});
