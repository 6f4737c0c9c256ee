import type { Deps } from '../ports/deps.ts';
import { allItems } from '../ports/pages.ts';
import type { Repository } from '../ports/repository.ts';
import { revisionCounter } from '../ports/revision.ts';
import { type DrawnQuestion, type Question, questionKey } from '../question-bank/question.ts';

type Reader = Pick<Deps, 'repository'>;

/**
 * What has been read of one revision of the bank. Everything in it was read after its revision was, and it is served only
 * while the repository still has that revision, so it is never older than the repository.
 */
interface Bank {
  readonly revision: number;
  newest?: Promise<readonly Question[]>;
  readonly versions: Map<string, Question>;
}

/** Many times the questions of a large bank; it bounds what all their versions may take in memory. */
const VERSIONS_MAX = 5000;

const banks = new WeakMap<Repository, Bank>();

async function bankOf({ repository }: Reader): Promise<Bank> {
  const [revision = 0] = await repository.counters([revisionCounter('question')]);
  const known = banks.get(repository);
  if (known?.revision === revision) return known;
  const bank: Bank = { revision, versions: new Map() };
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

/** The version of a question that an exam drew is not stored: a fault of ours, since versions are never deleted. */
export class QuestionVersionMissing extends Error {
  readonly code = 'question-version-missing';
  readonly key: string;
  constructor(key: string) {
    super(`The question version ${key} was drawn for an exam, but is not stored.`);
    this.key = key;
  }
}

/** The versions that were drawn, as they are stored, in their order. @throws QuestionVersionMissing */
export async function drawnVersions(
  deps: Reader,
  drawn: readonly Pick<DrawnQuestion, 'questionId' | 'version'>[],
): Promise<readonly Question[]> {
  const { versions } = await bankOf(deps);
  const keys = drawn.map(({ questionId, version }) => questionKey(questionId, version));
  const known = keys.map((key) => versions.get(key));
  const unread = keys.filter((_, index) => !known[index]);
  const read = unread.length === 0 ? undefined : await readVersions(deps, unread);
  if (versions.size > VERSIONS_MAX) versions.clear();
  for (const [key, question] of read ?? []) versions.set(key, question);
  return keys.map((key, index) => {
    const question = known[index] ?? read?.get(key);
    if (!question) throw new QuestionVersionMissing(key);
    return question;
  });
}

async function readVersions({ repository }: Reader, keys: readonly string[]): Promise<Map<string, Question>> {
  const records = await repository.getMany('question', [...new Set(keys)]);
  return new Map(records.flatMap((record) => (record ? [[record.id, frozen(record.question)] as const] : [])));
}

/** What is shared is changed by nobody: a caller that tries fails. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
