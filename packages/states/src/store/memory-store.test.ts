import { describeStore } from './contract.ts';
import { createMemoryStore } from './memory-store.ts';

describeStore('the store in memory', () => ({ open: async () => createMemoryStore() }));
