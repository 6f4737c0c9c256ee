import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unseal } from '@resit/integrity/audit/chain';
import type { Clock } from '@resit/integrity/ports/deps';
import type { IndexOf } from '@resit/integrity/ports/indexes';
import type { Items, Kind, Query, Repository } from '@resit/integrity/ports/repository';
import { auditLog } from './audit-log.ts';
import { commit } from './commit.ts';
import { readCounters } from './counters.ts';
import { itemKey, placePartitions } from './keys.ts';
import { knownItems } from './known-items.ts';
import { readPage } from './query.ts';
import { isThere, readItem, readKnown } from './stored-item.ts';
import { type Attributes, openTable, text } from './table.ts';
import { takingTurns } from './turns.ts';

export interface DynamodbOptions {
  /** Closed by whoever made it. */
  client: Pick<DynamoDBClient, 'send'>;
  /** A table as `tableDefinition` says. */
  tableName: string;
  /** Real time: what has expired by it is not there, whether or not DynamoDB has deleted it. */
  clock: Clock;
}

/** The repository in one DynamoDB table. Keeps nothing between calls that would be wrong if others write as well. */
export function createDynamodbRepository({ client, tableName, clock }: DynamodbOptions): Repository {
  const table = openTable(client, tableName);
  const log = auditLog(table);
  const known = knownItems();
  const nowSeconds = (): number => Math.floor(clock.nowMs() / 1000);
  const on = { table, known, log, takeTurn: takingTurns(), nowSeconds };

  const read = <K extends Kind>(kind: K, id: string, row: Attributes | undefined): Items[K] | undefined => {
    if (!row || !isThere(row, nowSeconds())) return undefined;
    known.keep(kind, id, readKnown(row));
    return readItem<K>(row);
  };

  return {
    get: async (kind, id) => read(kind, id, await table.get(itemKey(kind, id))),
    async getMany<K extends Kind>(kind: K, ids: readonly string[]) {
      const rows = await table.getMany([...new Set(ids)].map((id) => itemKey(kind, id)));
      const byKey = new Map(rows.map((row) => [text(row.pk), row]));
      return ids.map((id) => read(kind, id, byKey.get(itemKey(kind, id).pk)));
    },
    query: <K extends Kind>(kind: K, index: IndexOf<K>, query: Query) =>
      readPage(on, { kind, index, partition: query.partition }, query),
    async countIn(kind, index, partition) {
      const shards = placePartitions(kind, index, partition);
      const counts = await Promise.all(shards.map((pk) => table.count(pk, nowSeconds())));
      return counts.reduce((sum, each) => sum + each, 0);
    },
    counters: (names) => readCounters(table, names),
    commit: (changes) => commit(on, changes),
    auditTrail: (chain, after = 0, limit = 1000) => log.trail(chain, after, limit),
    async unseal(entry) {
      if (entry.studentNumber === undefined || entry.sealed === undefined) return undefined;
      const key = await log.keyOf(entry.studentNumber);
      return key && unseal(entry.sealed, key);
    },
    destroyKey: (studentNumber) => log.destroyKey(studentNumber),
  };
}
