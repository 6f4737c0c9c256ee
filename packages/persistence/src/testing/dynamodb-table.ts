import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '@resit/integrity/ports/deps';
import type { Repository } from '@resit/integrity/ports/repository';
import { createDynamodbRepository } from '../dynamodb/dynamodb-repository.ts';
import { createTable, localClient } from './dynamodb-local.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the DynamoDB Local of `vitest.aws.config.ts` answers. */
    dynamodbEndpoint: string;
  }
}

/** A request as it was sent: `Query`, `TransactWriteItems` … */
export interface Sent {
  command: string;
  input: Record<string, unknown>;
}

/** A table of a test's own in DynamoDB Local. */
export interface TestTable {
  client: DynamoDBClient;
  tableName: string;
  /** Every request since the table was made. */
  sent: Sent[];
  /** Stands between the repositories and DynamoDB: may fail, change an answer, or look on. */
  between(intercept: (sent: Sent, send: () => Promise<object>) => Promise<object>): void;
  /** A repository that knows nothing of the others on the same table, as another process would. */
  open(clock?: Clock): Repository;
  dispose(): Promise<void>;
}

export async function openTestTable(endpoint: string): Promise<TestTable> {
  const client = localClient(endpoint);
  const tableName = `resit-${randomUUID()}`;
  await createTable(client, tableName);
  const sent: Sent[] = [];
  let intercept = (_sent: Sent, send: () => Promise<object>): Promise<object> => send();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const one = {
        command: String(context.commandName).replace(/Command$/, ''),
        input: args.input as Record<string, unknown>,
      };
      sent.push(one);
      const output = await intercept(one, async () => (await next(args)).output);
      return { output: output as never, response: undefined };
    },
    { step: 'initialize', name: 'between' },
  );
  return {
    client,
    tableName,
    sent,
    between(by) {
      intercept = by;
    },
    open: (clock = { nowMs: Date.now }) => createDynamodbRepository({ client, tableName, clock }),
    dispose: async () => client.destroy(),
  };
}

/** Every call goes to the next of them: what one wrote another must know of. */
export function inTurn(repositories: readonly Repository[]): Repository {
  let calls = 0;
  const next = (): Repository => {
    calls += 1;
    return repositories[calls % repositories.length] as Repository;
  };
  return {
    get: (kind, id) => next().get(kind, id),
    getMany: (kind, ids) => next().getMany(kind, ids),
    query: (kind, index, query) => next().query(kind, index, query),
    countIn: (kind, index, partition) => next().countIn(kind, index, partition),
    counters: (names) => next().counters(names),
    commit: (changes) => next().commit(changes),
    auditTrail: (chain, after, limit) => next().auditTrail(chain, after, limit),
    unseal: (entry) => next().unseal(entry),
    destroyKey: (studentNumber) => next().destroyKey(studentNumber),
  };
}
