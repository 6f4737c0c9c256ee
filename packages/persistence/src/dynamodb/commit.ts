import { randomBytes } from 'node:crypto';
import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { AuditEntry } from '@resit/integrity/audit/audit';
import { checkCommit } from '@resit/integrity/ports/check-commit';
import { type Change, Conflict, type Kind, RepositoryUnavailable } from '@resit/integrity/ports/repository';
import { withRevisions } from '@resit/integrity/ports/revision';
import type { AuditLog } from './audit-log.ts';
import { backOff } from './back-off.ts';
import { anyCopy } from './counters.ts';
import { auditPartition, itemKey } from './keys.ts';
import type { KnownItems } from './known-items.ts';
import { type ItemChange, type Plan, planCommit } from './plan.ts';
import { isKnownThere, isThere, type Known, readKnown } from './stored-item.ts';
import { type Table, text } from './table.ts';
import type { TakeTurn } from './turns.ts';

/** How long a commit is tried again while others write what it writes (a chain's end, an item whatever its version). */
const TRYING_MS_MAX = 20_000;
const STAMP_BYTES = 9;

export interface Committing {
  table: Table;
  known: KnownItems;
  log: AuditLog;
  /** Commits of this process that would only refuse one another go one by one. */
  takeTurn: TakeTurn;
  nowSeconds(): number;
}

/** Writes a commit as the port asks. @throws Conflict, RepositoryUnavailable, BadCommit, TooLargeToStore */
export async function commit(on: Committing, asked: readonly Change[]): Promise<void> {
  // What is put may change from now on.
  const changes = structuredClone(withRevisions(asked));
  checkCommit(changes);
  return on.takeTurn([...new Set(changes.flatMap(contested))], () => tryUntilDecided(on, changes));
}

/** What a commit writes whatever others have written before it. */
function contested(change: Change): string[] {
  if (change.type === 'audit') return [auditPartition(change.note.chain)];
  if (change.type === 'count' || change.expected !== undefined) return [];
  return [itemKey(change.kind, idOf(change)).pk];
}

async function tryUntilDecided(on: Committing, changes: readonly Change[]): Promise<void> {
  const sealed = await Promise.all(
    changes.map((change) => (change.type === 'audit' ? on.log.sealed(change.note) : undefined)),
  );
  const stamp = randomBytes(STAMP_BYTES).toString('base64url');
  const counterCopy = anyCopy();
  const startedMs = performance.now();
  for (let tries = 1; ; tries += 1) {
    const nowSeconds = on.nowSeconds();
    const [there, heads] = await Promise.all([lookUp(on, changes, nowSeconds), headsOf(on, changes)]);
    const known = (kind: Kind, id: string): Known | undefined => there.get(itemKey(kind, id).pk);
    const given = { tableName: on.table.name, known, heads, sealed, stamp, nowSeconds, counterCopy };
    const plan = planCommit(changes, given);
    const refusal = await write(on, plan);
    if (!refusal) return;
    understand(on, plan, refusal, nowSeconds);
    if (performance.now() - startedMs > TRYING_MS_MAX) {
      throw new RepositoryUnavailable('Others kept writing what this commit writes.', { cause: refusal });
    }
    await backOff(tries);
  }
}

/**
 * What there is of the items that the changes write over, by partition key: as it is remembered, or read.
 * @throws Conflict where what was read is not what is expected
 */
async function lookUp(
  { table, known }: Committing,
  changes: readonly Change[],
  nowSeconds: number,
): Promise<Map<string, Known>> {
  const there = new Map<string, Known>();
  const unknown: { change: ItemChange; kind: Kind; id: string }[] = [];
  for (const change of changes) {
    if (change.type !== 'put' && change.type !== 'delete') continue;
    if (change.expected === null) continue;
    const { kind } = change;
    const id = idOf(change);
    const remembered = known.get(kind, id);
    const serves = remembered && (change.expected === undefined || change.expected === remembered.version);
    if (serves && isKnownThere(remembered, nowSeconds)) there.set(itemKey(kind, id).pk, remembered);
    else unknown.push({ change, kind, id });
  }
  const rows = await table.getMany(unknown.map(({ kind, id }) => itemKey(kind, id)));
  const found = new Map(rows.filter((row) => isThere(row, nowSeconds)).map((row) => [text(row.pk), readKnown(row)]));
  for (const { change, kind, id } of unknown) {
    const { pk } = itemKey(kind, id);
    const read = found.get(pk);
    if (change.expected !== undefined && change.expected !== read?.version) throw new Conflict(kind, id);
    if (!read) continue;
    known.keep(kind, id, read);
    there.set(pk, read);
  }
  return there;
}

async function headsOf({ log }: Committing, changes: readonly Change[]): Promise<Map<string, AuditEntry | undefined>> {
  const chains = new Set(changes.flatMap((change) => (change.type === 'audit' ? change.note.chain : [])));
  return new Map(await Promise.all([...chains].map(async (chain) => [chain, await log.head(chain)] as const)));
}

async function write({ table, known }: Committing, plan: Plan): Promise<TransactionCanceledException | undefined> {
  if (plan.actions.length > 0) {
    await table.putMany(plan.before);
    const refusal = await table.transact(plan.actions.map((action) => action.write));
    if (refusal) return refusal;
  }
  for (const written of plan.written) {
    if (written.known) known.keep(written.kind, written.id, written.known);
    else known.forget(written.kind, written.id);
  }
  // It is committed, whatever becomes of these: a row that stays behind is passed over by readers and removed by one.
  await Promise.allSettled(plan.after.map((row) => table.remove(row, row.stamp)));
  return undefined;
}

/**
 * Why a transaction was refused. Returns if it is to be tried again: others wrote at that moment, or what was remembered of
 * an item was out of date, or the end of a chain.
 * @throws Conflict, RepositoryUnavailable
 */
function understand(
  { known }: Committing,
  plan: Plan,
  refusal: TransactionCanceledException,
  nowSeconds: number,
): void {
  for (const [position, { Code: code, Item: row }] of (refusal.CancellationReasons ?? []).entries()) {
    if (code === 'ValidationError') {
      throw new RepositoryUnavailable(`DynamoDB takes no such commit: ${refusal.message}`, { cause: refusal });
    }
    const change = plan.actions[position]?.change;
    if (code !== 'ConditionalCheckFailed' || !change) continue;
    const id = idOf(change);
    if (change.type === 'check') throw new Conflict(change.kind, id);
    const there = row?.pk && isThere(row, nowSeconds) ? readKnown(row) : undefined;
    if (there) known.keep(change.kind, id, there);
    else known.forget(change.kind, id);
    if (change.expected !== undefined && change.expected !== (there?.version ?? null)) {
      throw new Conflict(change.kind, id);
    }
  }
}

const idOf = (change: ItemChange): string => (change.type === 'put' ? change.item.id : change.id);
