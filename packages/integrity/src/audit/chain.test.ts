import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditNote } from './audit.ts';
import { firstBroken, keyBytes, nextEntry, nonceBytes, seal, unseal } from './chain.ts';

const note = (facts: AuditNote['facts']): AuditNote => ({
  chain: 'c',
  at: '2026-11-22T00:00:00.000Z',
  actor: { kind: 'system', name: 'test' },
  action: 'thing.done',
  facts,
});
const chainOf = (notes: readonly AuditNote[]): AuditEntry[] =>
  notes.reduce<AuditEntry[]>((entries, next) => entries.concat(nextEntry(entries.at(-1), next, undefined)), []);
const facts = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)));

describe('an audit chain', () => {
  it('is whole as it was written, also after a round trip through JSON', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 8 }), (all) => {
        const chain = chainOf(all.map(note));
        expect(firstBroken(JSON.parse(JSON.stringify(chain)) as AuditEntry[])).toBeUndefined();
      }),
    );
  });

  it('tells where a fact was altered', () => {
    const chain = chainOf([note({ a: 1 }), note({ a: 2 }), note({ a: 3 })]);
    const altered = chain.map((entry) => (entry.seq === 2 ? { ...entry, facts: { a: 9 } } : entry));
    expect(firstBroken(altered)).toBe(2);
  });

  it('tells where an entry was taken out', () => {
    const chain = chainOf([note({ a: 1 }), note({ a: 2 }), note({ a: 3 })]);
    expect(firstBroken(chain.filter((entry) => entry.seq !== 2))).toBe(3);
  });
});

describe('sealing', () => {
  it('opens with the same key to what was sealed, and shows nothing of it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 4, unit: 'grapheme' })),
        fc.uint8Array({ minLength: keyBytes, maxLength: keyBytes }),
        fc.uint8Array({ minLength: nonceBytes, maxLength: nonceBytes }),
        (personal, key, nonce) => {
          expect(unseal(seal(personal, key, nonce), key)).toEqual(JSON.parse(JSON.stringify(personal)));
        },
      ),
    );
  });

  it('does not open with another key', () => {
    const sealed = seal({ name: 'Ada' }, new Uint8Array(keyBytes).fill(1), new Uint8Array(nonceBytes));
    expect(() => unseal(sealed, new Uint8Array(keyBytes).fill(2))).toThrow();
  });
});
