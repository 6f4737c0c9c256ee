import { expect, it, vi } from 'vitest';
import type { Repository } from '../ports/repository.ts';
import { type Question, questionKey } from '../question-bank/question.ts';
import { seedBank, testQuestions } from '../testing/bank.ts';
import { createInMemoryRepository } from '../testing/in-memory-repository.ts';
import { newestQuestions, questionRecords, questionsByKey } from './question-bank.ts';

async function bank(): Promise<{ repository: Repository; question: Question; key: string }> {
  const repository = createInMemoryRepository();
  const questions = testQuestions();
  await seedBank(repository, questions);
  const question = questions[0] as Question;
  return { repository, question, key: questionKey(question.id, question.version) };
}

it('reads the bank once for many drawings', async () => {
  const { repository, key } = await bank();
  const query = vi.spyOn(repository, 'query');
  const getMany = vi.spyOn(repository, 'getMany');
  const drawings = await Promise.all(Array.from({ length: 20 }, () => newestQuestions({ repository })));
  expect(new Set(drawings).size).toBe(1);
  await questionsByKey({ repository }, [key, key]);
  await questionsByKey({ repository }, [key]);
  expect(query).toHaveBeenCalledTimes(1);
  expect(getMany).toHaveBeenCalledTimes(1);
});

it('shows a question as it was last committed, whoever committed it', async () => {
  const { repository, question, key } = await bank();
  expect((await newestQuestions({ repository })).find(({ id }) => id === question.id)?.status).toBe('active');
  expect((await questionRecords({ repository }, [key])).get(key)?.question.status).toBe('active');
  await seedBank(repository, [{ ...question, status: 'voided' }]);
  expect((await newestQuestions({ repository })).find(({ id }) => id === question.id)?.status).toBe('voided');
  const record = (await questionRecords({ repository }, [key])).get(key);
  expect(record?.question.status).toBe('voided');
  expect(record?.version).toBe(2);
});

it('finds a version that was missing once it is there', async () => {
  const { repository, question } = await bank();
  const next: Question = { ...question, version: question.version + 1 };
  const key = questionKey(next.id, next.version);
  expect(await questionsByKey({ repository }, [key])).toEqual(new Map());
  await seedBank(repository, [next]);
  expect(await questionsByKey({ repository }, [key])).toEqual(new Map([[key, next]]));
});

it('reads again after a reading that failed', async () => {
  const { repository } = await bank();
  vi.spyOn(repository, 'query').mockRejectedValueOnce(new RangeError('away'));
  await expect(newestQuestions({ repository })).rejects.toThrow('away');
  expect((await newestQuestions({ repository })).length).toBe(testQuestions().length);
});

it('hands out what nobody can change for the others', async () => {
  const { repository, key } = await bank();
  const question = (await questionsByKey({ repository }, [key])).get(key) as { stem: string };
  expect(() => {
    question.stem = 'Another';
  }).toThrow(TypeError);
});
