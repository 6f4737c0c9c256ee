import type { Caller } from '@resit/integrity/access/caller';
import { defaultPolicy } from '@resit/integrity/policy/policy';
import type { Deps } from '@resit/integrity/ports/deps';
import type { Change, QuestionRecord, Repository } from '@resit/integrity/ports/repository';
import type { Question } from '@resit/integrity/question-bank/question';
import { questionKey } from '@resit/integrity/question-bank/question';
import { createStaff, type WithOneTimePassword } from '@resit/integrity/use-cases/staff/manage-staff';

/** Who acts when nobody has signed in: the first start, and whoever has a shell on the machine. */
export const operator: Caller = { sub: 'operator', name: 'Operator of the server', roles: ['administrator'] };

const SHIPPED_BY = 'Resit';
const FIRST_USERNAME = 'admin';
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
  const found = new Map<string, QuestionRecord>();
  for (let cursor: string | undefined; ; ) {
    const page = await repository.query('question', 'newest', {
      partition: 'all',
      limit: 1000,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const record of page.items) found.set(record.question.id, record);
    cursor = page.cursor;
    if (cursor === undefined) return found;
  }
}

/** Makes the first administrator; undefined where there are accounts already. */
export async function ensureAdministrator(deps: Deps): Promise<WithOneTimePassword | undefined> {
  if ((await deps.repository.countIn('staff', 'all', 'all')) > 0) return undefined;
  return createStaff(deps, {
    caller: operator,
    username: FIRST_USERNAME,
    name: 'Administrator',
    email: deps.institution.contactAddress,
    roles: ['administrator'],
  });
}
