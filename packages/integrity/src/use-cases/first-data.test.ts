import { expect, it } from 'vitest';
import { firstBroken } from '../audit/chain.ts';
import type { Repository } from '../ports/repository.ts';
import { testQuestions } from '../testing/bank.ts';
import { createInMemoryRepository } from '../testing/in-memory-repository.ts';
import { manualClock } from '../testing/test-deps.ts';
import { ensurePolicy, loadBank } from './first-data.ts';

const clock = manualClock();
const byResit = { kind: 'system', name: 'Resit' };
const bankTrail = async (repository: Repository) =>
  (await repository.auditTrail('bank')).map(({ action, actor, facts }) => ({ action, actor, facts }));

it('says in the audit log with what terms the first policy came into force, once', async () => {
  const repository = createInMemoryRepository();
  await ensurePolicy({ repository, clock });
  await ensurePolicy({ repository, clock });
  const trail = await repository.auditTrail('policy');
  expect(trail).toMatchObject([
    {
      seq: 1,
      at: '2026-11-22T02:00:00.000Z',
      actor: byResit,
      action: 'policy.put-in-force',
      facts: { number: 1, passMarkPercent: 70, attempts: 3, days: 7, reminderDaysBefore: '3 1' },
    },
  ]);
  expect(trail[0]?.facts).not.toHaveProperty('version');
});

it('says in the audit log how many questions each commit of a load brought, once', async () => {
  const repository = createInMemoryRepository();
  const shipped = testQuestions(20);
  expect(await loadBank({ repository, clock }, shipped)).toBe(60);
  expect(await loadBank({ repository, clock }, shipped)).toBe(0);
  expect(await bankTrail(repository)).toEqual([
    { action: 'questions.loaded', actor: byResit, facts: { part: 1, parts: 2, added: 49, newVersions: 0 } },
    { action: 'questions.loaded', actor: byResit, facts: { part: 2, parts: 2, added: 11, newVersions: 0 } },
  ]);
  expect(firstBroken(await repository.auditTrail('bank'))).toBeUndefined();
});

it('tells new versions of a question from new questions', async () => {
  const repository = createInMemoryRepository();
  const [first, second, third] = testQuestions(1);
  await loadBank({ repository, clock }, [first!, second!]);
  await loadBank({ repository, clock }, [{ ...first!, version: 2 }, second!, third!]);
  expect((await bankTrail(repository)).at(-1)?.facts).toEqual({ part: 1, parts: 1, added: 1, newVersions: 1 });
});

it('replaces as many questions at once as a commit holds', async () => {
  const repository = createInMemoryRepository();
  const shipped = testQuestions(20);
  await loadBank({ repository, clock }, shipped);
  expect(
    await loadBank(
      { repository, clock },
      shipped.map((question) => ({ ...question, version: 2 })),
    ),
  ).toBe(60);
  const { items } = await repository.query('question', 'newest', { partition: 'all', limit: 1000 });
  expect(items.map(({ question }) => question.version)).toEqual(Array(60).fill(2));
});
