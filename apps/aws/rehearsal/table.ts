import { CreateTableCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { localClient } from '@resit/persistence/testing/dynamodb-local';
import { type Resolved, record } from './template.ts';

/** Creates the table as the template's own properties have it. */
export async function createTableOf(template: Resolved, endpoint: string): Promise<string> {
  const { TimeToLiveSpecification, StreamSpecification, AttributeDefinitions, KeySchema, BillingMode } = record(
    template.resources.Table?.properties,
  );
  const TableName = template.reference('Table');
  const client = localClient(endpoint);
  const stream = { StreamEnabled: true, ...record(StreamSpecification) };
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions,
      KeySchema,
      BillingMode,
      StreamSpecification: stream,
    } as never),
  );
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification } as never));
  client.destroy();
  return TableName;
}
