import type { Incident } from '@resit/integrity/incident/incident';
import { Conflict } from '@resit/integrity/ports/repository';
import { revisionCounter } from '@resit/integrity/ports/revision';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concurrencyContract } from './contract-concurrency.ts';
import { audit, incident, mail, put, putQuestion, type Subject, using as usingFresh } from './contract-fixtures.ts';
import { valuesContract } from './contract-values.ts';

/** What every adapter of the repository keeps. */
export function repositoryContract(name: string, open: () => Promise<Subject>): void {
  const using = usingFresh(open);

  let reporters = 0;
  valuesContract(name, open);
  concurrencyContract(name, open);
  describe(`the repository (${name})`, () => {
    it(
      'gives back what was put, unharmed, with version 1',
      using(async (repository) => {
        await repository.commit([put(incident('i1'), null)]);
        expect(await repository.get('incident', 'i1')).toEqual({ ...incident('i1'), version: 1 });
      }),
    );

    it(
      'gives nothing for an id it does not have, and for an id of another kind',
      using(async (repository) => {
        await repository.commit([put(incident('i1'), null)]);
        expect(await repository.get('incident', 'i2')).toBeUndefined();
        expect(await repository.get('exam', 'i1')).toBeUndefined();
        const many = await repository.getMany('incident', ['i2', 'i1']);
        expect(many.map((item) => item?.id)).toEqual([undefined, 'i1']);
      }),
    );

    it(
      'counts versions up by one a write, whatever version the item carries',
      using(async (repository) => {
        await repository.commit([put(incident('i1'), null)]);
        await repository.commit([put({ ...incident('i1'), version: 77 }, 1)]);
        await repository.commit([put(incident('i1'))]);
        expect((await repository.get('incident', 'i1'))?.version).toBe(3);
      }),
    );

    it(
      'refuses a put that expects another version, and one that expects none where there is one',
      using(async (repository) => {
        await repository.commit([put(incident('i1'), null)]);
        await expect(repository.commit([put(incident('i1'), 2)])).rejects.toBeInstanceOf(Conflict);
        await expect(repository.commit([put(incident('i1'), null)])).rejects.toBeInstanceOf(Conflict);
        await expect(repository.commit([put(incident('i2'), 1)])).rejects.toMatchObject({
          code: 'conflict',
          kind: 'incident',
          id: 'i2',
        });
      }),
    );

    it(
      'writes nothing of a commit of which one part conflicts',
      using(async (repository) => {
        await repository.commit([put(incident('i1'), null)]);
        const commit = repository.commit([
          put(incident('i2'), null),
          { type: 'count', counter: 'c', by: 1 },
          audit('chain', 1),
          { type: 'check', kind: 'incident', id: 'i1', expected: 5 },
        ]);
        await expect(commit).rejects.toBeInstanceOf(Conflict);
        expect(await repository.get('incident', 'i2')).toBeUndefined();
        expect(await repository.counters(['c'])).toEqual([0]);
        expect(await repository.auditTrail('chain')).toEqual([]);
      }),
    );

    it(
      'lets exactly one of a hundred writers win who all read the same version',
      using(async (repository) => {
        await repository.commit([put(incident('i1'), null)]);
        const outcomes = await Promise.allSettled(
          Array.from({ length: 100 }, (_, n) =>
            repository.commit([put(incident('i1', { description: `by ${n}` }), 1)]),
          ),
        );
        expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
        expect((await repository.get('incident', 'i1'))?.version).toBe(2);
      }),
    );

    it(
      'keeps each of many commits at once for itself: one that conflicts takes no other with it',
      using(async (repository) => {
        await repository.commit([put(incident('i0'), null)]);
        const outcomes = await Promise.allSettled([
          repository.commit([put(incident('i1'), null), { type: 'count', counter: 'c', by: 1 }, audit('chain', 1)]),
          repository.commit([put(incident('i2'), null), put(incident('i0'), 7), audit('chain', 2)]),
          repository.commit([put(incident('i3'), null), { type: 'count', counter: 'c', by: 1 }, audit('chain', 3)]),
        ]);
        expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true]);
        expect(outcomes[1]).toMatchObject({ reason: { code: 'conflict', kind: 'incident', id: 'i0' } });
        const later = await Promise.allSettled([
          repository.commit([put(incident('i3', { description: 'again' }), 1)]),
          repository.commit([put(incident('i4'), 1)]),
          repository.commit([{ type: 'delete', kind: 'incident', id: 'i1', expected: 1 }]),
        ]);
        expect(later.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true]);
        expect(later[1]).toMatchObject({ reason: { code: 'conflict', kind: 'incident', id: 'i4' } });
        const page = await repository.query('incident', 'all', { partition: 'all' });
        expect(page.items.map(({ id, version }) => [id, version])).toEqual([
          ['i0', 1],
          ['i3', 2],
        ]);
        expect(await repository.counters(['c'])).toEqual([2]);
        const trail = await repository.auditTrail('chain');
        expect(trail.map(({ facts }) => facts.n).toSorted()).toEqual([1, 3]);
      }),
    );

    it(
      'writes an item as it was when it was put, whatever becomes of the object afterwards',
      using(async (repository) => {
        const item = incident('i1');
        const commit = repository.commit([put(item, null)]);
        item.description = 'changed since';
        await commit;
        expect((await repository.get('incident', 'i1'))?.description).toBe('copied');
      }),
    );

    it(
      'adds up counters of a hundred writers at once',
      using(async (repository) => {
        await Promise.all(
          Array.from({ length: 100 }, () => repository.commit([{ type: 'count', counter: 'c', by: 2 }])),
        );
        expect(await repository.counters(['c', 'none'])).toEqual([200, 0]);
      }),
    );

    it(
      'moves the revision of questions on with each commit that writes any, and with no other',
      using(async (repository) => {
        const revision = async () => (await repository.counters([revisionCounter('question')]))[0];
        const first = await revision();
        await repository.commit([put(incident('i1'), null)]);
        expect(await revision()).toBe(first);
        await repository.commit([putQuestion('q@1', null), putQuestion('q@2', null)]);
        const second = await revision();
        expect(second).not.toBe(first);
        await expect(repository.commit([putQuestion('q@1', null)])).rejects.toBeInstanceOf(Conflict);
        expect(await revision()).toBe(second);
        await repository.commit([{ type: 'delete', kind: 'question', id: 'q@1' }]);
        expect(await revision()).not.toBe(second);
      }),
    );

    it(
      'refuses a commit that is empty, too large, or names an item twice',
      using(async (repository) => {
        await expect(repository.commit([])).rejects.toMatchObject({ code: 'bad-commit' });
        const many = Array.from({ length: 101 }, (_, n) => put(incident(`i${n}`)));
        await expect(repository.commit(many)).rejects.toMatchObject({ code: 'bad-commit' });
        await expect(repository.commit([put(incident('i1')), put(incident('i1'))])).rejects.toMatchObject({
          code: 'bad-commit',
        });
      }),
    );

    it(
      'forgets what is deleted, and refuses to delete another version than expected',
      using(async (repository) => {
        await repository.commit([put(incident('i1'), null)]);
        await expect(
          repository.commit([{ type: 'delete', kind: 'incident', id: 'i1', expected: 2 }]),
        ).rejects.toBeInstanceOf(Conflict);
        await repository.commit([{ type: 'delete', kind: 'incident', id: 'i1', expected: 1 }]);
        expect(await repository.get('incident', 'i1')).toBeUndefined();
        expect((await repository.query('incident', 'all', { partition: 'all' })).items).toEqual([]);
        await repository.commit([put(incident('i1'), null)]);
        expect((await repository.get('incident', 'i1'))?.version).toBe(1);
      }),
    );

    it(
      'moves an item between index partitions as its state changes',
      using(async (repository) => {
        await repository.commit([put(incident('i1'), null)]);
        const awaiting: Incident = {
          ...incident('i1'),
          status: 'awaiting-decision',
          reason: 'attempts-used',
          flaggedAt: '2026-11-23T00:00:00.000Z',
        };
        await repository.commit([put(awaiting, 1)]);
        expect(await repository.countIn('incident', 'byStatus', 'to-be-scheduled')).toBe(0);
        expect(await repository.countIn('incident', 'byStatus', 'awaiting-decision')).toBe(1);
        expect(await repository.countIn('incident', 'all', 'all')).toBe(1);
      }),
    );

    it(
      'leaves out of an index what has no place in it',
      using(async (repository) => {
        await repository.commit([
          {
            type: 'put',
            kind: 'mail',
            item: mail('m1', { status: 'queued', attempts: 0, nextAttemptAt: '2026-11-22T00:00:01.000Z' }),
          },
          {
            type: 'put',
            kind: 'mail',
            item: mail('m2', { status: 'accepted', at: '2026-11-22T00:00:01.000Z', by: 'trial' }),
          },
        ]);
        const due = await repository.query('mail', 'due', { partition: 'due', before: '2026-11-22T00:00:02.000Z' });
        expect(due.items.map((item) => item.id)).toEqual(['m1']);
      }),
    );

    it(
      'pages through an index in both directions without losing or doubling an item',
      using(async (repository) => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 }),
            fc.integer({ min: 1, max: 7 }),
            fc.constantFrom('ascending' as const, 'descending' as const),
            async (times, limit, order) => {
              reporters += 1;
              const reporter = `r-${reporters}`;
              const wanted = times.map((second, n) => ({
                id: `${reporter}-${String(n).padStart(2, '0')}`,
                reportedAt: `2026-11-22T00:00:0${second}.000Z`,
              }));
              for (const { id, reportedAt } of wanted) {
                await repository.commit([
                  put(incident(id, { reportedAt, reportedBy: { sub: reporter, name: 'R', role: 'lecturer' } }), null),
                ]);
              }
              const seen: string[] = [];
              let cursor: string | undefined;
              do {
                const page = await repository.query('incident', 'byReporter', {
                  partition: reporter,
                  limit,
                  order,
                  ...(cursor ? { cursor } : {}),
                });
                expect(page.items.length).toBeLessThanOrEqual(limit);
                seen.push(...page.items.map((item) => item.id));
                cursor = page.cursor;
              } while (cursor !== undefined);
              const sorted = wanted
                .toSorted((a, b) => (a.reportedAt + a.id < b.reportedAt + b.id ? -1 : 1))
                .map(({ id }) => id);
              expect(seen).toEqual(order === 'ascending' ? sorted : sorted.reverse());
            },
          ),
          { numRuns: 15 },
        );
      }),
    );

    it(
      'takes from and before as a half-open range of sort keys',
      using(async (repository) => {
        for (const second of [1, 2, 3]) {
          await repository.commit([
            put(incident(`i${second}`, { reportedAt: `2026-11-22T00:00:0${second}.000Z` }), null),
          ]);
        }
        const page = await repository.query('incident', 'all', {
          partition: 'all',
          from: '2026-11-22T00:00:02.000Z',
          before: '2026-11-22T00:00:03.000Z',
        });
        expect(page.items.map((item) => item.id)).toEqual(['i2']);
      }),
    );

    it(
      'refuses a cursor that is not its own with a field error',
      using(async (repository) => {
        await expect(
          repository.query('incident', 'all', { partition: 'all', cursor: 'garbage' }),
        ).rejects.toMatchObject({ code: 'invalid-input' });
      }),
    );

    it(
      'chains audit entries without gaps, also under concurrent writers',
      using(async (repository) => {
        await Promise.all(Array.from({ length: 30 }, (_, n) => repository.commit([audit('chain', n)])));
        const { firstBroken } = await import('@resit/integrity/audit/chain');
        const trail = await repository.auditTrail('chain');
        expect(trail.map((entry) => entry.seq)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
        expect(firstBroken(trail)).toBeUndefined();
        expect((await repository.auditTrail('chain', 28)).map((entry) => entry.seq)).toEqual([29, 30]);
        expect((await repository.auditTrail('chain', 0, 2)).map((entry) => entry.seq)).toEqual([1, 2]);
      }),
    );

    it(
      'opens sealed fields until the key of their student is destroyed, after which the chain is still whole',
      using(async (repository) => {
        await repository.commit([audit('chain', 1)]);
        const [entry] = await repository.auditTrail('chain');
        expect(JSON.stringify(entry)).not.toContain('Brien');
        expect(await repository.unseal(entry!)).toEqual({ name: "O'Brien 李 1" });
        await repository.destroyKey('s1');
        expect(await repository.unseal(entry!)).toBeUndefined();
        const { firstBroken } = await import('@resit/integrity/audit/chain');
        expect(firstBroken(await repository.auditTrail('chain'))).toBeUndefined();
      }),
    );

    it(
      'keeps everything that was acknowledged when it is opened again',
      using(async (repository, subject) => {
        if (!subject.reopen) return expect(subject.reopen).toBeUndefined();
        await repository.commit([put(incident('i1'), null), audit('chain', 1), { type: 'count', counter: 'c', by: 3 }]);
        const again = await subject.reopen();
        expect((await again.get('incident', 'i1'))?.version).toBe(1);
        expect(await again.counters(['c'])).toEqual([3]);
        expect(await again.unseal((await again.auditTrail('chain'))[0]!)).toEqual({ name: "O'Brien 李 1" });
        expect(await again.countIn('incident', 'byStatus', 'to-be-scheduled')).toBe(1);
      }),
    );
  });
}
