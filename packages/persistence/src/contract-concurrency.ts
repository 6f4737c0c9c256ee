import { firstBroken } from '@resit/integrity/audit/chain';
import { type Change, Conflict, type Repository } from '@resit/integrity/ports/repository';
import { retryOnConflict } from '@resit/integrity/use-cases/decide';
import { describe, expect, it } from 'vitest';
import { audit, incident, put, type Subject, using as usingFresh } from './contract-fixtures.ts';

const WRITERS = 100;
const writers = Array.from({ length: WRITERS }, (_, writer) => writer);

/** How many were fulfilled; the others must have met a Conflict and nothing else. */
function countWinners(outcomes: readonly PromiseSettledResult<unknown>[]): number {
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(Conflict);
  }
  return outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
}
const winnerOf = (outcomes: readonly PromiseSettledResult<unknown>[]): number =>
  outcomes.findIndex((outcome) => outcome.status === 'fulfilled');

const description = async (repository: Repository, id: string) => (await repository.get('incident', id))?.description;

/** What every adapter keeps when a hundred write at once: exactly one outcome, and all of it. */
export function concurrencyContract(name: string, open: () => Promise<Subject>): void {
  const using = usingFresh(open);

  describe(`a hundred writers of the repository (${name})`, () => {
    it(
      'change an item that all have read: one wins, and only what it wrote is there',
      using(async (repository) => {
        await repository.commit([put(incident('i1'), null)]);
        const outcomes = await Promise.allSettled(
          writers.map((writer) =>
            repository.commit([
              put(
                incident('i1', { description: `by ${writer}`, changedAt: `2026-11-23T00:00:00.${100 + writer}Z` }),
                1,
              ),
              put(incident(`mark-${writer}`), null),
              audit('i1', writer),
              { type: 'count', counter: 'won', by: 1 },
            ]),
          ),
        );
        expect(countWinners(outcomes)).toBe(1);
        const winner = winnerOf(outcomes);
        expect(await description(repository, 'i1')).toBe(`by ${winner}`);
        expect((await repository.get('incident', 'i1'))?.version).toBe(2);
        expect(await repository.counters(['won'])).toEqual([1]);
        expect((await repository.auditTrail('i1')).map(({ facts }) => facts.n)).toEqual([winner]);
        const there = await repository.query('incident', 'all', { partition: 'all', limit: 1000 });
        expect(there.items.map((item) => item.id).toSorted()).toEqual(['i1', `mark-${winner}`]);
        const changed = await repository.query('incident', 'byChange', { partition: 'all', from: '2026-11-23' });
        expect(changed.items.map((item) => item.changedAt)).toEqual([`2026-11-23T00:00:00.${100 + winner}Z`]);
      }),
    );

    it(
      'create an item of one id: one wins, and it is found once',
      using(async (repository) => {
        const outcomes = await Promise.allSettled(
          writers.map((writer) =>
            repository.commit([
              put(
                incident('i1', { description: `by ${writer}`, reportedAt: `2026-11-22T00:00:00.${100 + writer}Z` }),
                null,
              ),
              audit('i1', writer),
            ]),
          ),
        );
        expect(countWinners(outcomes)).toBe(1);
        const winner = winnerOf(outcomes);
        const found = await repository.query('incident', 'all', { partition: 'all' });
        expect(found.items.map((item) => [item.description, item.version])).toEqual([[`by ${winner}`, 1]]);
        expect(await repository.countIn('incident', 'byReporter', 'staff-1')).toBe(1);
        expect(await repository.auditTrail('i1')).toHaveLength(1);
      }),
    );

    it(
      'change two items that all share, in either order: one wins, and both are its own',
      using(async (repository) => {
        await repository.commit([put(incident('i1'), null), put(incident('i2'), null)]);
        const outcomes = await Promise.allSettled(
          writers.map((writer) => {
            const both = ['i1', 'i2'].map((id) => put(incident(id, { description: `by ${writer}` }), 1));
            return repository.commit(writer % 2 === 0 ? both : both.toReversed());
          }),
        );
        expect(countWinners(outcomes)).toBe(1);
        const winner = winnerOf(outcomes);
        expect(await description(repository, 'i1')).toBe(`by ${winner}`);
        expect(await description(repository, 'i2')).toBe(`by ${winner}`);
      }),
    );

    it(
      'change one item while all check another: either the checked one changes, or some of them were before it',
      using(async (repository) => {
        await repository.commit([put(incident('exam'), null)]);
        const outcomes = await Promise.allSettled(
          writers.map((writer) =>
            writer === 50
              ? repository.commit([put(incident('exam', { description: 'closed' }), 1)])
              : repository.commit([
                  put(incident(`answer-${writer}`), null),
                  { type: 'check', kind: 'incident', id: 'exam', expected: 1 },
                ]),
          ),
        );
        expect(countWinners(outcomes)).toBeGreaterThan(0);
        expect(outcomes[50]?.status).toBe('fulfilled');
        const late = { type: 'check', kind: 'incident', id: 'exam', expected: 1 } as const;
        await expect(repository.commit([put(incident('late'), null), late])).rejects.toBeInstanceOf(Conflict);
        const answers = outcomes.flatMap((outcome, writer) =>
          writer !== 50 && outcome.status === 'fulfilled' ? [`answer-${writer}`] : [],
        );
        const there = await repository.query('incident', 'all', { partition: 'all', limit: 1000 });
        expect(there.items.map((item) => item.id).toSorted()).toEqual([...answers, 'exam'].toSorted());
      }),
    );

    it(
      'write an item whatever its version: all are written, one after the other, with an audit entry each',
      using(async (repository) => {
        await Promise.all(
          writers.map((writer) =>
            repository.commit([
              put(incident('i1', { description: `by ${writer}`, changedAt: `2026-11-23T00:00:00.${100 + writer}Z` })),
              audit('i1', writer),
            ]),
          ),
        );
        const item = await repository.get('incident', 'i1');
        expect(item?.version).toBe(WRITERS);
        const trail = await repository.auditTrail('i1');
        expect(firstBroken(trail)).toBeUndefined();
        expect(trail.map(({ facts }) => facts.n).toSorted((a, b) => Number(a) - Number(b))).toEqual(writers);
        expect(item?.description).toBe(`by ${trail.at(-1)?.facts.n}`);
        const found = await repository.query('incident', 'byChange', { partition: 'all' });
        expect(found.items.map(({ version }) => version)).toEqual([WRITERS]);
        expect(await repository.countIn('incident', 'byChange', 'all')).toBe(1);
      }),
    );

    it(
      'move an item to and fro between places while it is looked for: it is always in one of them, never in two',
      using(async (repository) => {
        const at = (n: number): string => `2026-11-22T00:00:00.${String(n).padStart(3, '0')}Z`;
        await repository.commit([put(incident('i1', { changedAt: at(0) }), null)]);
        let moving = true;
        const move = async () => {
          try {
            for (let n = 1; n <= WRITERS; n += 1)
              await repository.commit([put(incident('i1', { changedAt: at(n % 3) }), n)]);
          } finally {
            moving = false;
          }
        };
        const look = async () => {
          while (moving) {
            const { items } = await repository.query('incident', 'byChange', { partition: 'all' });
            expect(items.map(({ id }) => id)).toEqual(['i1']);
            await new Promise((resume) => setImmediate(resume));
          }
        };
        await Promise.all([move(), look(), look()]);
        expect(await repository.countIn('incident', 'byChange', 'all')).toBe(1);
      }),
    );

    it(
      'load, decide and commit again on a conflict, as use cases do: every decision counts once',
      using(async (repository) => {
        await repository.commit([put(incident('i1', { attemptsScheduled: 0 }), null)]);
        const decide = async () => {
          const there = await repository.get('incident', 'i1');
          if (there?.status !== 'to-be-scheduled') throw new TypeError('there is no such incident');
          const changes: Change[] = [put({ ...there, attemptsScheduled: there.attemptsScheduled + 1 }, there.version)];
          await repository.commit(changes);
        };
        // Ten at a time: as many as use cases try for.
        for (let from = 0; from < WRITERS; from += 10) {
          await Promise.all(writers.slice(from, from + 10).map(() => retryOnConflict(decide)));
        }
        expect(await repository.get('incident', 'i1')).toMatchObject({
          attemptsScheduled: WRITERS,
          version: WRITERS + 1,
        });
      }),
    );
  });
}
