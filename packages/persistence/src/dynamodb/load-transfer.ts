import { createHash } from 'node:crypto';
import type { IndexOf } from '@resit/integrity/ports/indexes';
import type { Items } from '@resit/integrity/ports/repository';
import { type CheckedTransfer, checkTransfer, recordsOf } from '../transfer/check-transfer.ts';
import type { TransferKind, TransferRecord } from '../transfer/format.ts';
import type { Progress } from '../transfer/progress.ts';
import { entryRow } from './audit-log.ts';
import { counterRows } from './counters.ts';
import { isOfIndex, studentKeyKey } from './keys.ts';
import { patiently } from './patience.ts';
import { expirySeconds, itemRow, type Known, nextPlaces, placeRow } from './stored-item.ts';
import { type Attributes, openTable, type Table } from './table.ts';
import {
  type Client,
  claimTable,
  clearKeys,
  type ImportState,
  keepImportState,
  keysOfDeployment,
  readImportState,
  TableNotEmpty,
} from './transfer-state.ts';

type ItemRecord = Extract<TransferRecord, { type: 'item' }>;

export interface LoadTransfer {
  client: Client;
  tableName: string;
  file: string;
  /** An item as it is to stand in the table. */
  moved(record: ItemRecord): ItemRecord;
  /** Items that the deployment would act on by itself: they are written by `start`, and not before. */
  waits(record: ItemRecord): boolean;
  nowMs(): number;
  checking?: Progress;
  loading?: Progress;
}

/** An import that is under way in a table. */
export interface TransferLoad {
  checked: CheckedTransfer;
  /** How far it has come; undefined: the table is as the deployment left it. */
  state: ImportState | undefined;
  /** Goes on until every record that does not wait is in the table. Done again, it changes nothing. */
  load(): Promise<void>;
  /** Where the start goes on, in records; undefined: it has been done. @throws NotLoaded */
  begin(): Promise<number | undefined>;
  /** Writes those of a kind that wait, each once: one that is there is left as it is. By `hidden` they are not found yet. */
  release<K extends TransferKind>(kind: K, hidden?: IndexOf<K>): Promise<void>;
  /** From now on they are found by that index as well. */
  show<K extends TransferKind>(kind: K, hidden: IndexOf<K>): Promise<void>;
  /** Records of the file, each as it is to stand in the table. */
  records(): AsyncGenerator<{ position: number; record: TransferRecord }>;
  keep(state: Pick<ImportState, 'phase' | 'done'>): Promise<void>;
}

/** The process cannot go on before everything is in the table. */
export class NotLoaded extends Error {
  readonly code = 'not-loaded';
}

/** Records between two notes of how far it has come. */
const CHUNK_RECORDS = 400;
const PARALLEL_MAX = 8;

/**
 * Checks the whole file, and that the table is as a deployment leaves it or has been claimed by the import of this very file.
 * Writes nothing.
 * @throws TransferUnusable, TableNotEmpty, RepositoryUnavailable
 */
export async function openTransferLoad(given: LoadTransfer): Promise<TransferLoad> {
  const { client, file, moved, nowMs } = given;
  const table = openTable(client, given.tableName);
  const rows = rowsOf(moved, nowMs);
  const checked = await checkTransfer(file, {
    ...(given.checking ? { progress: given.checking } : {}),
    also: (record) => {
      if (record.type === 'item') rows(record, '');
    },
  });
  const { sha256 } = checked;
  const state = await readImportState(table);
  if (state && state.sha256 !== sha256) {
    throw new TableNotEmpty(`The table ${table.name} holds the import of another file. Go on with that file.`);
  }
  if (!state) await keysOfDeployment(client, table);
  // Of no commit: everything that this file puts into the table has it.
  const stamp = `t${createHash('sha256').update(sha256).digest('base64url').slice(0, 12)}`;
  const keep = (next: Pick<ImportState, 'phase' | 'done'>): Promise<void> =>
    keepImportState(client, table, { sha256, ...next });

  async function* records() {
    for await (const { position, record } of recordsOf(file)) {
      yield { position, record: record.type === 'item' ? moved(record) : record };
    }
  }

  return {
    checked,
    state,
    records,
    keep,
    async load() {
      const there = await readImportState(table);
      if (!there) await claimTable(table, { sha256, phase: 'clearing', done: 0 });
      const { phase, done } = there ?? { phase: 'clearing', done: 0 };
      if (phase === 'clearing') {
        await clearKeys(client, table, await keysOfDeployment(client, table));
        await keep({ phase: 'loading', done: 0 });
      } else if (phase !== 'loading') return;
      await loadRecords({
        ...given,
        table,
        from: done,
        total: checked.records,
        keep,
        rows: (each) => rows(each, stamp),
      });
      await keep({ phase: 'loaded', done: checked.records });
    },
    async begin() {
      const there = await readImportState(table);
      if (there?.phase === 'started') return undefined;
      if (there?.phase === 'starting') return there.done;
      if (there?.phase !== 'loaded') throw new NotLoaded('Not everything is in the table yet. Load it first.');
      await keep({ phase: 'starting', done: 0 });
      return 0;
    },
    async release(kind, hidden) {
      await inChunks(waitingOnes(file, given.waits, kind), PARALLEL_MAX, (chunk) =>
        Promise.all(
          chunk.map((record) => {
            const [item, ...places] = rows(record, stamp);
            const shown = places.filter((place) => hidden === undefined || !isOfIndex(place, kind, hidden));
            return putOnce(table, item, shown);
          }),
        ),
      );
    },
    async show(kind, hidden) {
      // For an item that has moved meanwhile it is one that was left behind: readers pass it over.
      await inChunks(waitingOnes(file, given.waits, kind), CHUNK_RECORDS, (chunk) =>
        putRows(
          table,
          chunk.flatMap((record) => rows(record, stamp).filter((row) => isOfIndex(row, kind, hidden))),
        ),
      );
    },
  };
}

async function* waitingOnes(
  file: string,
  waits: LoadTransfer['waits'],
  kind: TransferKind,
): AsyncGenerator<ItemRecord> {
  for await (const { record } of recordsOf(file)) {
    if (record.type === 'item' && record.kind === kind && waits(record)) yield record;
  }
}

/** Hands on so many at a time. */
async function inChunks<T>(all: AsyncIterable<T>, size: number, work: (chunk: T[]) => Promise<unknown>): Promise<void> {
  let chunk: T[] = [];
  for await (const one of all) {
    chunk.push(one);
    if (chunk.length < size) continue;
    await work(chunk);
    chunk = [];
  }
  if (chunk.length > 0) await work(chunk);
}

/** The rows of an item: itself, and one for each place at which it is found. @throws TooLargeToStore */
const rowsOf =
  (moved: LoadTransfer['moved'], nowMs: () => number) =>
  (given: ItemRecord, stamp: string): [item: Attributes, ...places: Attributes[]] => {
    const record = moved(given);
    const kind: TransferKind = record.kind;
    const item = record.item as Items[TransferKind];
    const expiresAtSeconds = expirySeconds(item);
    const known: Known = { version: item.version, stamp, places: nextPlaces(kind, item, [], stamp), expiresAtSeconds };
    const nowSeconds = Math.floor(nowMs() / 1000);
    const places = known.places.map((place) => placeRow(kind, item.id, place, nowSeconds, expiresAtSeconds));
    return [itemRow(kind, item, known), ...places];
  };

interface Loading extends LoadTransfer {
  table: Table;
  /** Records that are there already. */
  from: number;
  total: number;
  rows(record: ItemRecord): Attributes[];
  keep: TransferLoad['keep'];
}

async function loadRecords(on: Loading): Promise<void> {
  const { table, file, from, total, loading = () => undefined } = on;
  // Few, and several to a row: they are written at the end, all of them each time.
  const counters = new Map<string, number>();
  const later = async function* () {
    for await (const each of recordsOf(file)) {
      if (each.record.type === 'counter') counters.set(each.record.name, each.record.value);
      else if (each.position >= from) yield each;
    }
  };
  await inChunks(later(), CHUNK_RECORDS, async (chunk) => {
    const rows = chunk.flatMap(({ record }) => {
      if (record.type === 'item') return on.waits(record) ? [] : on.rows(record);
      if (record.type === 'audit') return [entryRow(record.entry)];
      return record.type === 'student-key' ? [studentKeyRow(record)] : [];
    });
    await putRows(table, rows);
    const done = (chunk.at(-1)?.position ?? 0) + 1;
    await on.keep({ phase: 'loading', done });
    loading(done, total);
  });
  await putRows(table, counterRows(counters));
  loading(total, total);
}

const studentKeyRow = ({ studentNumber, key }: Extract<TransferRecord, { type: 'student-key' }>): Attributes => {
  const { pk, sk } = studentKeyKey(studentNumber);
  return { pk: { S: pk }, sk: { S: sk }, key: { B: Buffer.from(key, 'base64') } };
};

async function putRows(table: Table, rows: readonly Attributes[]): Promise<void> {
  const share = Math.ceil(rows.length / PARALLEL_MAX);
  const parts = Array.from({ length: PARALLEL_MAX }, (_, part) => rows.slice(part * share, (part + 1) * share));
  await Promise.all(parts.map((part) => patiently(() => table.putMany(part))));
}

/** Writes an item with its places, unless there is one with its id. */
async function putOnce(table: Table, item: Attributes, places: readonly Attributes[]): Promise<void> {
  const put = (row: Attributes, condition = {}) => ({ Put: { TableName: table.name, Item: row, ...condition } });
  const actions = [
    put(item, { ConditionExpression: 'attribute_not_exists(pk)' }),
    ...places.map((place) => put(place)),
  ];
  await patiently(async () => {
    const refusal = await table.transact(actions);
    const isThere = refusal?.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';
    if (refusal && !isThere)
      throw refusal.CancellationReasons?.some(isPassing)
        ? new StoodInTheWay(refusal.message, { cause: refusal })
        : refusal;
  });
}

const isPassing = ({ Code: code }: { Code?: string | undefined }): boolean =>
  code === 'ThrottlingError' || code === 'ProvisionedThroughputExceeded' || code === 'TransactionConflict';

/** Others stood in the way for a moment: to be done again. */
class StoodInTheWay extends Error {
  override readonly name = 'ThrottlingException';
  readonly code = 'stood-in-the-way';
}
