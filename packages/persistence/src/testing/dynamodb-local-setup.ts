import type { TestProject } from 'vitest/node';
import { startDynamodbLocal } from './dynamodb-local.ts';

/**
 * One DynamoDB Local for a run of the tests: each test has a table of its own.
 * @public called by vitest
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const local = await startDynamodbLocal();
  project.provide('dynamodbEndpoint', local.endpoint);
  return () => local.stop();
}
