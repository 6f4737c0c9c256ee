import {
  type AttributeValue,
  BatchGetItemCommand,
  type BatchGetItemCommandOutput,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { RepositoryUnavailable } from '@resit/integrity/ports/repository';
import { backOff } from './back-off.ts';
import type { Key } from './keys.ts';

export type Attributes = Record<string, AttributeValue>;

export interface TableQuery {
  pk: string;
  /** Sort keys, both inclusive. */
  from: string;
  to: string;
  descending?: boolean;
  limit?: number;
  startAfter?: Attributes | undefined;
}

/** Every request that the adapter makes. All reads are consistent. What DynamoDB refuses is a RepositoryUnavailable. */
export interface Table {
  readonly name: string;
  get(key: Key): Promise<Attributes | undefined>;
  /** In no order; those that there are not are missing. No key twice. */
  getMany(keys: readonly Key[]): Promise<Attributes[]>;
  query(query: TableQuery): Promise<{ rows: Attributes[]; next: Attributes | undefined }>;
  /** Rows of a partition that end at no time, or later than `nowSeconds`. */
  count(pk: string, nowSeconds: number): Promise<number>;
  /** @returns undefined when it was written, else why not */
  transact(actions: TransactWriteItem[]): Promise<TransactionCanceledException | undefined>;
  /** Writes rows without a condition, in no order. */
  putMany(rows: readonly Attributes[]): Promise<void>;
  /** False if there is such a row already. */
  putNew(row: Attributes): Promise<boolean>;
  /** Deletes a row; with `stamp` only while it is of the commit with that stamp. */
  remove(key: Key, stamp?: string): Promise<void>;
}

const GETS_MAX = 100;
const PUTS_MAX = 25;
/** So many requests of one read at a time. */
const PARALLEL_MAX = 4;

export const text = (attribute: AttributeValue | undefined): string => attribute?.S ?? '';
export const number = (attribute: AttributeValue | undefined): number => Number(attribute?.N ?? Number.NaN);
const attributesOf = ({ pk, sk }: Key): Attributes => ({ pk: { S: pk }, sk: { S: sk } });

const unavailable = (cause: unknown): RepositoryUnavailable => {
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  return new RepositoryUnavailable(`DynamoDB did not do what was asked (${name}): ${message}`, { cause });
};

const parts = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size));

export function openTable(client: Pick<DynamoDBClient, 'send'>, name: string): Table {
  const asked = async <T>(request: Promise<T>): Promise<T> => {
    try {
      return await request;
    } catch (error) {
      throw unavailable(error);
    }
  };

  const getPart = async (keys: readonly Key[]): Promise<Attributes[]> => {
    const found: Attributes[] = [];
    let wanted: Attributes[] | undefined = keys.map(attributesOf);
    for (let tries = 0; wanted && wanted.length > 0; tries += 1) {
      if (tries > 0) await backOff(tries);
      const answer: BatchGetItemCommandOutput = await asked(
        client.send(new BatchGetItemCommand({ RequestItems: { [name]: { Keys: wanted, ConsistentRead: true } } })),
      );
      found.push(...(answer.Responses?.[name] ?? []));
      wanted = answer.UnprocessedKeys?.[name]?.Keys;
    }
    return found;
  };

  return {
    name,
    async get(key) {
      const command = new GetItemCommand({ TableName: name, Key: attributesOf(key), ConsistentRead: true });
      return (await asked(client.send(command))).Item;
    },
    async getMany(keys) {
      const found: Attributes[] = [];
      for (const together of parts(parts(keys, GETS_MAX), PARALLEL_MAX)) {
        found.push(...(await Promise.all(together.map(getPart))).flat());
      }
      return found;
    },
    async query({ pk, from, to, descending = false, limit, startAfter }) {
      const answer = await asked(
        client.send(
          new QueryCommand({
            TableName: name,
            KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
            ExpressionAttributeValues: { ':pk': { S: pk }, ':from': { S: from }, ':to': { S: to } },
            ConsistentRead: true,
            ScanIndexForward: !descending,
            Limit: limit,
            ExclusiveStartKey: startAfter,
          }),
        ),
      );
      return { rows: answer.Items ?? [], next: answer.LastEvaluatedKey };
    },
    async count(pk, nowSeconds) {
      let counted = 0;
      let next: Attributes | undefined;
      do {
        const answer = await asked(
          client.send(
            new QueryCommand({
              TableName: name,
              Select: 'COUNT',
              KeyConditionExpression: 'pk = :pk',
              FilterExpression: 'attribute_not_exists(expiresAt) OR expiresAt > :now',
              ExpressionAttributeValues: { ':pk': { S: pk }, ':now': { N: String(nowSeconds) } },
              ConsistentRead: true,
              ExclusiveStartKey: next,
            }),
          ),
        );
        counted += answer.Count ?? 0;
        next = answer.LastEvaluatedKey;
      } while (next);
      return counted;
    },
    async transact(actions) {
      try {
        // The SDK gives it a token, the same at each of its own tries: one whose answer was lost is not done twice.
        await client.send(new TransactWriteItemsCommand({ TransactItems: actions }));
        return undefined;
      } catch (error) {
        if (error instanceof TransactionCanceledException) return error;
        throw unavailable(error);
      }
    },
    async putMany(rows) {
      for (const part of parts(rows, PUTS_MAX)) {
        let wanted = part.map((Item) => ({ PutRequest: { Item } }));
        for (let tries = 0; wanted.length > 0; tries += 1) {
          if (tries > 0) await backOff(tries);
          const answer = await asked(client.send(new BatchWriteItemCommand({ RequestItems: { [name]: wanted } })));
          wanted = (answer.UnprocessedItems?.[name] ?? []) as typeof wanted;
        }
      }
    },
    async putNew(row) {
      try {
        await client.send(
          new PutItemCommand({ TableName: name, Item: row, ConditionExpression: 'attribute_not_exists(pk)' }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw unavailable(error);
      }
    },
    async remove(key, stamp) {
      const condition =
        stamp === undefined
          ? {}
          : { ConditionExpression: 'stamp = :stamp', ExpressionAttributeValues: { ':stamp': { S: stamp } } };
      try {
        await client.send(new DeleteItemCommand({ TableName: name, Key: attributesOf(key), ...condition }));
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw unavailable(error);
      }
    },
  };
}
