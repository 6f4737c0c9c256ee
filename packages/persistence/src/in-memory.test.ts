import { createInMemoryEvidence } from '@resit/integrity/testing/in-memory-evidence';
import { createInMemoryRepository } from '@resit/integrity/testing/in-memory-repository';
import { repositoryContract } from './contract.ts';
import { evidenceStoreContract } from './evidence/evidence-contract.ts';

repositoryContract('in memory', async () => ({ repository: createInMemoryRepository(), dispose: async () => {} }));
evidenceStoreContract('in memory', async () => createInMemoryEvidence());
