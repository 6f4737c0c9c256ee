import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandOutput,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { AuditEntry } from '@resit/integrity/audit/audit';
import { auditPartition } from './keys.ts';
import { patiently } from './patience.ts';
import { type Attributes, number, type Table, text } from './table.ts';

/** The table holds an office already, or another import; nothing was written. */
export class TableNotEmpty extends Error {
  readonly code = 'table-not-empty';
}

/**
 * How far an import has come: `clearing` what the deployment put in, `loading` records, `loaded` and quiet, `starting` the
 * process, `started`.
 */
export const importPhases = ['clearing', 'loading', 'loaded', 'starting', 'started'] as const;
export type ImportPhase = (typeof importPhases)[number];

/** What the table remembers of the one import that it has had. */
export interface ImportState {
  /** SHA-256 of the file. */
  sha256: string;
  phase: ImportPhase;
  /** Records that are behind it in this phase. */
  done: number;
}

const KEY = { pk: 'transfer', sk: 'state' } as const;
const row = ({ sha256, phase, done }: ImportState): Attributes => ({
  pk: { S: KEY.pk },
  sk: { S: KEY.sk },
  sha256: { S: sha256 },
  phase: { S: phase },
  done: { N: String(done) },
});

/** How far the import has come; undefined where there has been none. */
export async function readImportState(table: Table): Promise<ImportState | undefined> {
  const found = await patiently(() => table.get(KEY));
  if (!found) return undefined;
  const phase = importPhases.find((each) => each === text(found.phase)) ?? 'clearing';
  return { sha256: text(found.sha256), phase, done: number(found.done) };
}

export type Client = Pick<DynamoDBClient, 'send'>;

export async function keepImportState(client: Client, table: Table, state: ImportState): Promise<void> {
  await patiently(() => client.send(new PutItemCommand({ TableName: table.name, Item: row(state) })));
}

/** Claims the table for an import. @throws TableNotEmpty if another has claimed it meanwhile */
export async function claimTable(table: Table, state: ImportState): Promise<void> {
  if (!(await patiently(() => table.putNew(row(state))))) {
    throw new TableNotEmpty(`Another import has begun in the table ${table.name}.`);
  }
}

/**
 * What a deployment puts into a new table: the default policy and the shipped questions, with the counter of their revision
 * and an audit entry of each load, which nobody of an office has made.
 */
const ofDeployment = /^(policy|question)(#|\.)|^counters#revision#/u;
const ofFirstData: readonly string[] = [auditPartition('policy'), auditPartition('bank')];
const isOfDeployment = ({ pk, body }: Attributes): boolean =>
  ofDeployment.test(text(pk)) ||
  (ofFirstData.includes(text(pk)) && (JSON.parse(text(body)) as AuditEntry).actor.kind === 'system');
/** What stays: how far the import has come, and the deployment's own sign of life. */
const toStay = /^(transfer$|heartbeat#)/u;

/**
 * Every key of the table, as long as it holds no more than a deployment puts in. The one place that reads a table from end
 * to end: it ends at the first row of an office.
 * @throws TableNotEmpty
 */
export async function keysOfDeployment(client: Client, table: Table): Promise<Attributes[]> {
  const keys: Attributes[] = [];
  let next: Attributes | undefined;
  do {
    const page = await patiently(() =>
      client.send(
        new ScanCommand({
          TableName: table.name,
          ProjectionExpression: 'pk, sk, #body',
          ExpressionAttributeNames: { '#body': 'body' },
          ConsistentRead: true,
          ExclusiveStartKey: next,
        }),
      ),
    );
    for (const found of page.Items ?? []) {
      const { pk, sk } = found;
      if (!pk || !sk || toStay.test(text(pk))) continue;
      if (!isOfDeployment(found)) {
        throw new TableNotEmpty(
          `The table ${table.name} holds an office already. Import into the table of a new deployment, in which nobody has worked.`,
        );
      }
      keys.push({ pk, sk });
    }
    next = page.LastEvaluatedKey;
  } while (next);
  return keys;
}

const DELETES_MAX = 25;

/** Deletes rows by their keys. */
export async function clearKeys(client: Client, table: Table, keys: readonly Attributes[]): Promise<void> {
  for (let from = 0; from < keys.length; from += DELETES_MAX) {
    let wanted: BatchWriteItemCommandOutput['UnprocessedItems'] = {
      [table.name]: keys.slice(from, from + DELETES_MAX).map((Key) => ({ DeleteRequest: { Key } })),
    };
    while (wanted && Object.keys(wanted).length > 0) {
      const request: typeof wanted = wanted;
      const answer: BatchWriteItemCommandOutput = await patiently(() =>
        client.send(new BatchWriteItemCommand({ RequestItems: request })),
      );
      wanted = answer.UnprocessedItems;
    }
  }
}
