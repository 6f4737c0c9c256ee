import type { Deps } from '../ports/deps.ts';
import { allItems } from '../ports/pages.ts';
import type { QuestionRecord, Repository } from '../ports/repository.ts';
import { revisionCounter } from '../ports/revision.ts';
import type { Question } from '../question-bank/question.ts';

type Reader = Pick<Deps, 'repository'>;

/**
 * What has been read of one revision of the bank. Everything in it was read after its revision was, and it is served only
 * while the repository still has that revision, so it is never older than the repository.
 */
interface Bank {
  readonly revision: number;
  newest?: Promise<readonly Question[]>;
  readonly records: Map<string, QuestionRecord>;
}

/** Many times the questions of a large bank; it bounds what all their versions may take in memory. */
const RECORDS_MAX = 5000;

const banks = new WeakMap<Repository, Bank>();

async function bankOf({ repository }: Reader): Promise<Bank> {
  const [revision = 0] = await repository.counters([revisionCounter('question')]);
  const known = banks.get(repository);
  if (known?.revision === revision) return known;
  const bank: Bank = { revision, records: new Map() };
  banks.set(repository, bank);
  return bank;
}

/** Of each question the newest version. */
export async function newestQuestions(deps: Reader): Promise<readonly Question[]> {
  const bank = await bankOf(deps);
  bank.newest ??= readNewest(deps).catch((error: unknown) => {
    delete bank.newest;
    throw error;
  });
  return bank.newest;
}

async function readNewest({ repository }: Reader): Promise<readonly Question[]> {
  const records = await allItems(repository, 'question', 'newest', { partition: 'all' });
  return Object.freeze(records.map((record) => frozen(record.question)));
}

/** Question versions as they are stored, by `questionKey`; those that are not stored are missing. */
export async function questionRecords(
  deps: Reader,
  keys: readonly string[],
): Promise<ReadonlyMap<string, QuestionRecord>> {
  const { records } = await bankOf(deps);
  const found = new Map<string, QuestionRecord>();
  const unread = new Set<string>();
  for (const key of keys) {
    const known = records.get(key);
    if (known) found.set(key, known);
    else unread.add(key);
  }
  if (unread.size === 0) return found;
  if (records.size + unread.size > RECORDS_MAX) records.clear();
  for (const record of await deps.repository.getMany('question', [...unread])) {
    if (!record) continue;
    found.set(record.id, frozen(record));
    records.set(record.id, record);
  }
  return found;
}

/** The same questions as records, without their bookkeeping. */
export async function questionsByKey(deps: Reader, keys: readonly string[]): Promise<Map<string, Question>> {
  const records = await questionRecords(deps, keys);
  return new Map([...records].map(([key, record]) => [key, record.question]));
}

/** What is shared is changed by nobody: a caller that tries fails. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
