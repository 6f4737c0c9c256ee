import { createInMemoryRepository } from '@resit/integrity/testing/in-memory-repository';
import { repositoryContract } from './contract.ts';

repositoryContract('in memory', async () => ({ repository: createInMemoryRepository(), dispose: async () => {} }));
