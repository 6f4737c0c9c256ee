import { randomBytes } from 'node:crypto';
import type { AnswerSheet } from '@resit/integrity/exam/exam';
import type { Change, Items } from '@resit/integrity/ports/repository';
import type { Student } from '@resit/integrity/student/student';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incident, put, type Subject, using as usingFresh } from './contract-fixtures.ts';

const student = (id: string, name = 'A'): Student => ({
  id,
  version: 0,
  shape: 1,
  name,
  email: 'a@example.edu',
  extraTimePercent: 0,
  extraDays: 0,
  breakMinutes: 0,
});
const sheet = (id: string, texts: readonly string[]): AnswerSheet => ({
  id,
  version: 0,
  shape: 2,
  answers: {},
  earlier: texts.map((given, position) => ({
    position,
    answer: { type: 'short-answer', text: given },
    savedAt: '2026-11-22T00:00:00.000Z',
  })),
});

/** What every adapter keeps of values: texts, numbers, sizes, keys, and orders of them. */
export function valuesContract(name: string, open: () => Promise<Subject>): void {
  const using = usingFresh(open);

  describe(`values in the repository (${name})`, () => {
    it(
      'gives back any text, any number and empty values as they were put',
      using(async (repository) => {
        let drawn = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.string({ unit: 'binary', maxLength: 40 }),
            fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger()),
            fc.array(fc.constantFrom('', ' ', '\u0000', '🎓', '\ud800', "'", '"', '\\', '{}', 'null', '李'), {
              maxLength: 4,
            }),
            async (text, extraTimePercent, others) => {
              drawn += 1;
              const item = { ...student(`s${drawn}`, text), extraTimePercent, faculty: others.join('') };
              const answers = sheet(`e${drawn}`, [text, ...others]);
              await repository.commit([
                { type: 'put', kind: 'student', item, expected: null },
                { type: 'put', kind: 'answerSheet', item: answers, expected: null },
              ]);
              const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
              expect(await repository.get('student', item.id)).toEqual(asJson({ ...item, version: 1 }));
              expect(await repository.get('answerSheet', answers.id)).toEqual(asJson({ ...answers, version: 1 }));
            },
          ),
          { numRuns: 40 },
        );
      }),
    );

    it(
      'keeps an item of a megabyte of prose, as an attempt that was saved two thousand times',
      using(async (repository) => {
        const prose = 'In the words of O’Brien (2024), “a source is named where it is used” — 李, p. 12. ';
        const item = sheet(
          'e1',
          Array.from({ length: 2000 }, (_, save) => `${prose.repeat(6)} ${save}`),
        );
        await repository.commit([{ type: 'put', kind: 'answerSheet', item, expected: null }]);
        expect(await repository.get('answerSheet', 'e1')).toEqual({ ...item, version: 1 });
      }),
    );

    it(
      'keeps an item of a quarter of a megabyte of which nothing repeats',
      using(async (repository) => {
        const item = sheet('e1', [randomBytes(190_000).toString('base64')]);
        await repository.commit([{ type: 'put', kind: 'answerSheet', item, expected: null }]);
        expect(await repository.get('answerSheet', 'e1')).toEqual({ ...item, version: 1 });
      }),
    );

    it(
      'does not mind what becomes of an item after it was handed over, or of one that it gave',
      using(async (repository) => {
        const item = student('s1', 'before');
        const committed = repository.commit([{ type: 'put', kind: 'student', item, expected: null }]);
        item.name = 'after';
        await committed;
        const given = await repository.get('student', 's1');
        expect(given?.name).toBe('before');
        Object.assign(given ?? {}, { name: 'after' });
        expect((await repository.get('student', 's1'))?.name).toBe('before');
      }),
    );

    it(
      'takes a hundred changes at once, finds every item at all its places, and moves them all',
      using(async (repository) => {
        const ids = Array.from({ length: 100 }, (_, n) => `i${String(n).padStart(3, '0')}`);
        const at = (n: number) => `2026-11-22T00:00:00.${String(n).padStart(3, '0')}Z`;
        await repository.commit(ids.map((id, n) => put(incident(id, { reportedAt: at(n), changedAt: at(n) }), null)));
        const places = [
          ['all', 'all'],
          ['byStatus', 'to-be-scheduled'],
          ['byReporter', 'staff-1'],
          ['byStudent', 's1'],
          ['byChange', 'all'],
        ] as const;
        for (const [index, partition] of places) {
          const page = await repository.query('incident', index, { partition, limit: 1000 });
          expect(page.items.map((item) => item.id)).toEqual(ids);
          expect(page.cursor).toBeUndefined();
          expect(await repository.countIn('incident', index, partition)).toBe(100);
        }
        const withdrawn = (n: number): Items['incident'] => ({
          ...incident(ids[n]!, { reportedAt: at(n), changedAt: at(999 - n) }),
          status: 'withdrawn',
          withdrawnAt: at(n),
          withdrawnBy: { kind: 'system', name: 'test' },
          why: 'so',
          refused: false,
        });
        await repository.commit(ids.map((_, n) => put(withdrawn(n), 1)));
        expect(await repository.countIn('incident', 'byStatus', 'to-be-scheduled')).toBe(0);
        expect((await repository.query('incident', 'byStatus', { partition: 'to-be-scheduled' })).items).toEqual([]);
        const moved = await repository.query('incident', 'byChange', { partition: 'all', limit: 100 });
        expect(moved.items.map((item) => item.id)).toEqual(ids.toReversed());
        expect(moved.cursor).toBeUndefined();
        await repository.commit(ids.map((id): Change => ({ type: 'delete', kind: 'incident', id, expected: 2 })));
        expect(await repository.countIn('incident', 'all', 'all')).toBe(0);
        expect((await repository.query('incident', 'byChange', { partition: 'all' })).items).toEqual([]);
      }),
    );

    it(
      'gives the last page of a busy index no cursor, and pages of the sizes asked for before it',
      using(async (repository) => {
        const ids = Array.from({ length: 60 }, (_, n) => `s${String(n).padStart(2, '0')}`);
        await repository.commit(ids.map((id): Change => ({ type: 'put', kind: 'student', item: student(id) })));
        const pages: string[][] = [];
        for (let cursor: string | undefined; ; ) {
          const query = { partition: 'all', limit: 20, ...(cursor === undefined ? {} : { cursor }) };
          const page = await repository.query('student', 'all', query);
          pages.push(page.items.map((item) => item.id));
          cursor = page.cursor;
          if (cursor === undefined) break;
        }
        expect(pages.map((page) => page.length)).toEqual([20, 20, 20]);
        expect(pages.flat()).toEqual(ids);
      }),
    );

    it(
      'goes on behind its cursor also when the item that it names has moved or gone, and new ones came before it',
      using(async (repository) => {
        await repository.commit(
          ['b', 'd', 'f', 'h'].map((id): Change => ({ type: 'put', kind: 'student', item: student(id) })),
        );
        const first = await repository.query('student', 'all', { partition: 'all', limit: 2 });
        await repository.commit([
          { type: 'delete', kind: 'student', id: 'd' },
          { type: 'put', kind: 'student', item: student('a') },
          { type: 'put', kind: 'student', item: student('e') },
        ]);
        const rest = await repository.query('student', 'all', { partition: 'all', cursor: first.cursor ?? '' });
        expect(rest.items.map((item) => item.id)).toEqual(['e', 'f', 'h']);
      }),
    );

    it(
      'tells partitions, sort keys and ids apart whatever characters they hold',
      using(async (repository) => {
        const names = ['a', 'a#', 'a#b', 'a b', 'a\u0001b', 'a\u0002', 'ab', '0#a', 'é', '%', '李#1'];
        for (const reporter of names) {
          const over = { reportedBy: { sub: reporter, name: 'R', role: 'officer' as const } };
          await repository.commit([
            put(incident(`${reporter}#1`, over), null),
            put(incident(`${reporter}#2`, over), null),
            { type: 'put', kind: 'student', item: student(reporter), expected: null },
          ]);
        }
        for (const reporter of names) {
          const page = await repository.query('incident', 'byReporter', { partition: reporter, limit: 1 });
          const rest = await repository.query('incident', 'byReporter', { partition: reporter, cursor: page.cursor! });
          expect([...page.items, ...rest.items].map((item) => item.id)).toEqual([`${reporter}#1`, `${reporter}#2`]);
          expect(await repository.countIn('incident', 'byReporter', reporter)).toBe(2);
        }
        const all = await repository.query('student', 'all', { partition: 'all' });
        expect(all.items.map((item) => item.id)).toEqual(names.toSorted());
        const some = await repository.query('student', 'all', { partition: 'all', from: 'a', before: 'a#b' });
        expect(some.items.map((item) => item.id)).toEqual(names.filter((id) => id >= 'a' && id < 'a#b').toSorted());
      }),
    );

    it(
      'gives many items, some of them asked for twice, in the order that was asked for',
      using(async (repository) => {
        const ids = Array.from({ length: 90 }, (_, n) => `s${n}`);
        await repository.commit(ids.map((id): Change => ({ type: 'put', kind: 'student', item: student(id) })));
        const asked = ['none', ...ids.toReversed(), ...ids, 's3'];
        const given = await repository.getMany('student', asked);
        expect(given.map((item) => item?.id)).toEqual(asked.map((id) => (id === 'none' ? undefined : id)));
        expect(await repository.getMany('student', [])).toEqual([]);
      }),
    );

    it(
      'adds and reads hundreds of counters, also below zero, and none',
      using(async (repository) => {
        const names = Array.from({ length: 300 }, (_, n) => `exposure:question-${n}@1`);
        const count = (counter: string, by: number): Change => ({ type: 'count', counter, by });
        for (let from = 0; from < names.length; from += 100) {
          await repository.commit(names.slice(from, from + 100).map((counter, n) => count(counter, from + n)));
        }
        await repository.commit([count(names[7]!, -10), count(names[7]!, 1), count('other:7', 5)]);
        const counts = await repository.counters([...names, 'other:7', 'other:8']);
        expect(counts).toEqual([...names.map((_, n) => (n === 7 ? -2 : n)), 5, 0]);
        expect(await repository.counters([])).toEqual([]);
      }),
    );
  });
}
