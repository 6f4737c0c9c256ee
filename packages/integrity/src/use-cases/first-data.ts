import { defaultPolicy } from '../policy/policy.ts';
import type { Deps } from '../ports/deps.ts';
import { allItems } from '../ports/pages.ts';
import type { Change, QuestionRecord, Repository } from '../ports/repository.ts';
import { type Question, questionKey } from '../question-bank/question.ts';

const SHIPPED_BY = 'Resit';
const CHANGES_MAX = 100;

/** Puts the default policy in force where there is none. */
export async function ensurePolicy({ repository, clock }: Pick<Deps, 'repository' | 'clock'>): Promise<void> {
  const { items } = await repository.query('policy', 'all', { partition: 'all', limit: 1 });
  if (items.length > 0) return;
  const createdAt = new Date(clock.nowMs()).toISOString();
  const item = { ...defaultPolicy, createdAt, createdBy: SHIPPED_BY };
  await repository.commit([{ type: 'put', kind: 'policy', item, expected: null }]);
}

/** Loads shipped questions that the repository has in an older version or not at all. Returns how many. */
export async function loadBank(
  { repository, clock }: Pick<Deps, 'repository' | 'clock'>,
  shipped: readonly Question[],
): Promise<number> {
  const stored = await newestVersions(repository);
  const fresh = shipped.filter((question) => (stored.get(question.id)?.question.version ?? 0) < question.version);
  const savedAt = new Date(clock.nowMs()).toISOString();
  const changesOf = (question: Question): Change[] => {
    const before = stored.get(question.id);
    const id = questionKey(question.id, question.version);
    const item: QuestionRecord = { id, version: 0, question, newest: true, savedAt, savedBy: SHIPPED_BY };
    const put: Change = { type: 'put', kind: 'question', item, expected: null };
    if (!before) return [put];
    return [put, { type: 'put', kind: 'question', item: { ...before, newest: false }, expected: before.version }];
  };
  // A question may need two changes, which belong together; the adapter adds one for the bank's revision.
  const size = Math.floor((CHANGES_MAX - 1) / 2);
  for (let start = 0; start < fresh.length; start += size)
    await repository.commit(fresh.slice(start, start + size).flatMap(changesOf));
  return fresh.length;
}

async function newestVersions(repository: Repository): Promise<Map<string, QuestionRecord>> {
  const records = await allItems(repository, 'question', 'newest', { partition: 'all' });
  return new Map(records.map((record) => [record.question.id, record]));
}
