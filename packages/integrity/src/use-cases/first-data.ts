import type { AuditNote } from '../audit/audit.ts';
import { defaultPolicy } from '../policy/policy.ts';
import type { Deps } from '../ports/deps.ts';
import { allItems } from '../ports/pages.ts';
import type { Change, QuestionRecord, Repository } from '../ports/repository.ts';
import { type Question, questionKey } from '../question-bank/question.ts';

const SHIPPED_BY = 'Resit';
const CHANGES_MAX = 100;

/** An entry for what comes with the product: nobody of the office did it. */
const shippedNote = (note: Pick<AuditNote, 'chain' | 'at' | 'action' | 'facts'>): Change => ({
  type: 'audit',
  note: { ...note, actor: { kind: 'system', name: SHIPPED_BY } },
});

/** Puts the default policy in force where there is none, and says so in the audit log. */
export async function ensurePolicy({ repository, clock }: Pick<Deps, 'repository' | 'clock'>): Promise<void> {
  const { items } = await repository.query('policy', 'all', { partition: 'all', limit: 1 });
  if (items.length > 0) return;
  const createdAt = new Date(clock.nowMs()).toISOString();
  const item = { ...defaultPolicy, createdAt, createdBy: SHIPPED_BY };
  const { id: _same, version: _own, reminderDaysBefore, ...terms } = defaultPolicy;
  const facts = { ...terms, reminderDaysBefore: reminderDaysBefore.join(' ') };
  await repository.commit([
    { type: 'put', kind: 'policy', item, expected: null },
    shippedNote({ chain: 'policy', at: createdAt, action: 'policy.put-in-force', facts }),
  ]);
}

/**
 * Loads shipped questions that the repository has in an older version or not at all, each commit with its entry in the
 * audit log. Returns how many.
 */
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
  // A question may need two changes, which belong together; with the audit entry, and the bank's revision that the adapter adds.
  const size = Math.floor((CHANGES_MAX - 2) / 2);
  const parts = Math.ceil(fresh.length / size);
  for (let part = 1; part <= parts; part += 1) {
    const questions = fresh.slice((part - 1) * size, part * size);
    const newer = questions.filter(({ id }) => stored.has(id)).length;
    const facts = { part, parts, added: questions.length - newer, newVersions: newer };
    await repository.commit([
      ...questions.flatMap(changesOf),
      shippedNote({ chain: 'bank', at: savedAt, action: 'questions.loaded', facts }),
    ]);
  }
  return fresh.length;
}

async function newestVersions(repository: Repository): Promise<Map<string, QuestionRecord>> {
  const records = await allItems(repository, 'question', 'newest', { partition: 'all' });
  return new Map(records.map((record) => [record.question.id, record]));
}
