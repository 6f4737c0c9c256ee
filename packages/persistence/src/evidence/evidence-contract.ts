import { EvidenceKeyUnusable, type EvidenceStore } from '@resit/integrity/ports/evidence-store';
import { describe, expect, it } from 'vitest';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const key = { incidentId: 'incident-1', evidenceId: 'file-1' };
const plain = (content: Uint8Array | undefined) => content && [...content];

/** What every store of evidence files keeps to; `open` gives an empty one. */
export function evidenceStoreContract(name: string, open: () => Promise<EvidenceStore>): void {
  describe(`${name}: the contract of evidence stores`, () => {
    it('gives back what was stored, byte by byte', async () => {
      const store = await open();
      const content = Uint8Array.from({ length: 300_001 }, (_, at) => (at * 31) % 256);
      await store.put(key, content);
      const found = await store.get(key);
      expect(Buffer.compare(Buffer.from(found ?? []), Buffer.from(content))).toBe(0);
    });

    it('knows nothing of a file that was never stored', async () => {
      expect(await (await open()).get(key)).toBeUndefined();
    });

    it('replaces a file that is stored again', async () => {
      const store = await open();
      await store.put(key, bytes(1, 2, 3));
      await store.put(key, bytes(4));
      expect(plain(await store.get(key))).toEqual([4]);
    });

    it('keeps files of different incidents and ids apart', async () => {
      const store = await open();
      const keys = [key, { ...key, evidenceId: 'file-2' }, { ...key, incidentId: 'incident-2' }];
      for (const [at, each] of keys.entries()) await store.put(each, bytes(at));
      await store.delete(key);
      expect(await Promise.all(keys.map(async (each) => plain(await store.get(each))))).toEqual([undefined, [1], [2]]);
    });

    it('drops a file, and takes it that there is none to drop', async () => {
      const store = await open();
      await store.put(key, bytes(1));
      await store.delete(key);
      await store.delete(key);
      expect(await store.get(key)).toBeUndefined();
      await store.put(key, bytes(2));
      expect(plain(await store.get(key))).toEqual([2]);
    });

    it('stores many at once', async () => {
      const store = await open();
      const keys = Array.from({ length: 20 }, (_, at) => ({ ...key, evidenceId: `file-${at}` }));
      await Promise.all(keys.map((each, at) => store.put(each, bytes(at))));
      expect(await Promise.all(keys.map(async (each) => plain(await store.get(each))))).toEqual(
        keys.map((_, at) => [at]),
      );
    });

    it.each(['', '..', '../x', 'a/b', 'A', '.hidden', 'a\u0000', 'x'.repeat(101)])(
      'refuses %j, which is no id of ours, as either part of a key',
      async (id) => {
        const store = await open();
        for (const wrong of [
          { ...key, incidentId: id },
          { ...key, evidenceId: id },
        ]) {
          await expect(store.put(wrong, bytes(1))).rejects.toThrow(EvidenceKeyUnusable);
          await expect(store.get(wrong)).rejects.toThrow(EvidenceKeyUnusable);
          await expect(store.delete(wrong)).rejects.toThrow(EvidenceKeyUnusable);
        }
      },
    );
  });
}
