import { expect, it } from 'vitest';
import { createInMemoryRepository } from '../testing/in-memory-repository.ts';
import { allItems, pagesOf } from './pages.ts';

const STUDENTS = 2345;
const idOf = (number: number): string => `s${String(number).padStart(4, '0')}`;

async function directory() {
  const repository = createInMemoryRepository();
  for (let first = 0; first < STUDENTS; first += 100) {
    const numbers = Array.from({ length: Math.min(100, STUDENTS - first) }, (_, offset) => first + offset);
    await repository.commit(
      numbers.map((number) => ({
        type: 'put',
        kind: 'student',
        item: { id: idOf(number), version: 0, shape: 1, name: 'Ada', email: 'a@example.edu', extraTimePercent: 0 },
      })) as never,
    );
  }
  return repository;
}

it('gives everything once, in order, however many pages it takes', async () => {
  const repository = await directory();
  const sizes: number[] = [];
  for await (const page of pagesOf(repository, 'student', 'all', { partition: 'all' })) sizes.push(page.length);
  expect(sizes).toEqual([1000, 1000, 345]);
  const ids = (await allItems(repository, 'student', 'all', { partition: 'all' })).map(({ id }) => id);
  expect(ids).toEqual(Array.from({ length: STUDENTS }, (_, number) => idOf(number)));
});

it('keeps to what was asked for, and gives one empty page of nothing', async () => {
  const repository = await directory();
  const query = { partition: 'all', from: idOf(10), before: idOf(12), order: 'descending' as const };
  expect((await allItems(repository, 'student', 'all', query)).map(({ id }) => id)).toEqual([idOf(11), idOf(10)]);
  expect(await allItems(repository, 'student', 'all', { partition: 'nobody' })).toEqual([]);
});
