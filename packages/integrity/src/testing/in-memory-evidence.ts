import { type EvidenceKey, type EvidenceStore, partsOf } from '../ports/evidence-store.ts';

/** Evidence files in memory, with those given there already. */
export function createInMemoryEvidence(files: readonly (readonly [EvidenceKey, Uint8Array])[] = []): EvidenceStore {
  const nameOf = (key: EvidenceKey): string => partsOf(key).join('/');
  const contents = new Map(files.map(([key, content]) => [nameOf(key), content]));
  return {
    put: async (key, content) => {
      contents.set(nameOf(key), Uint8Array.from(content));
    },
    get: async (key) => contents.get(nameOf(key)),
    delete: async (key) => {
      contents.delete(nameOf(key));
    },
  };
}
