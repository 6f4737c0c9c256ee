import { expect, it, vi } from 'vitest';
import type { Repository } from '../ports/repository.ts';
import type { Question } from '../question-bank/question.ts';
import { seedBank, testQuestions } from '../testing/bank.ts';
import { createInMemoryRepository } from '../testing/in-memory-repository.ts';
import { drawnVersions, newestQuestions, QuestionVersionMissing } from './question-bank.ts';

async function bank(): Promise<{
  repository: Repository;
  question: Question;
  drawn: { questionId: string; version: number };
}> {
  const repository = createInMemoryRepository();
  const questions = testQuestions();
  await seedBank(repository, questions);
  const question = questions[0] as Question;
  return { repository, question, drawn: { questionId: question.id, version: question.version } };
}

it('reads the bank once for many drawings', async () => {
  const { repository, drawn } = await bank();
  const query = vi.spyOn(repository, 'query');
  const getMany = vi.spyOn(repository, 'getMany');
  const drawings = await Promise.all(Array.from({ length: 20 }, () => newestQuestions({ repository })));
  expect(new Set(drawings).size).toBe(1);
  expect(await drawnVersions({ repository }, [drawn, drawn])).toHaveLength(2);
  await drawnVersions({ repository }, [drawn]);
  expect(query).toHaveBeenCalledTimes(1);
  expect(getMany).toHaveBeenCalledTimes(1);
});

it('shows a question as it was last committed, whoever committed it', async () => {
  const { repository, question, drawn } = await bank();
  expect((await newestQuestions({ repository })).find(({ id }) => id === question.id)?.status).toBe('active');
  expect((await drawnVersions({ repository }, [drawn]))[0]?.status).toBe('active');
  await seedBank(repository, [{ ...question, status: 'voided' }]);
  expect((await newestQuestions({ repository })).find(({ id }) => id === question.id)?.status).toBe('voided');
  expect((await drawnVersions({ repository }, [drawn]))[0]?.status).toBe('voided');
});

it('finds a version that was missing once it is there', async () => {
  const { repository, question, drawn } = await bank();
  const next: Question = { ...question, version: question.version + 1 };
  const both = [drawn, { questionId: next.id, version: next.version }];
  await expect(drawnVersions({ repository }, both)).rejects.toThrow(QuestionVersionMissing);
  await seedBank(repository, [next]);
  expect(await drawnVersions({ repository }, both)).toEqual([question, next]);
});

it('reads again after a reading that failed', async () => {
  const { repository } = await bank();
  vi.spyOn(repository, 'query').mockRejectedValueOnce(new RangeError('away'));
  await expect(newestQuestions({ repository })).rejects.toThrow('away');
  expect((await newestQuestions({ repository })).length).toBe(testQuestions().length);
});

it('hands out what nobody can change for the others', async () => {
  const { repository, drawn } = await bank();
  const question = (await drawnVersions({ repository }, [drawn]))[0] as { stem: string };
  expect(() => {
    question.stem = 'Another';
  }).toThrow(TypeError);
});
