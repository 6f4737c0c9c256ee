/**
 * The one table, in the words that CloudFormation and `CreateTable` share: what the template declares and tests create.
 * It has no secondary indexes, as those of DynamoDB lag behind: where items stand in their indexes is rows of the table,
 * written in the transaction that writes the item (docs/decisions/0004-one-dynamodb-table.md).
 */
export const tableDefinition = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  /** Epoch seconds; only what ends by itself has it: codes, sessions, limits, and their rows in indexes. */
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
} as const;
