import { randomBytes } from 'node:crypto';
import type { AuditEntry, AuditNote } from '@resit/integrity/audit/audit';
import { keyBytes, nonceBytes, seal } from '@resit/integrity/audit/chain';
import { auditPartition, auditSort, HIGHEST, studentKeyKey } from './keys.ts';
import { type Attributes, type Table, text } from './table.ts';

/** The audit chains and the keys that their personal fields are sealed with. */
export interface AuditLog {
  /** Its last entry. */
  head(chain: string): Promise<AuditEntry | undefined>;
  trail(chain: string, after: number, limit: number): Promise<AuditEntry[]>;
  /** The note's personal fields sealed; makes the student's key if there is none. Undefined: the note has none. */
  sealed(note: AuditNote): Promise<string | undefined>;
  keyOf(studentNumber: string): Promise<Uint8Array | undefined>;
  destroyKey(studentNumber: string): Promise<void>;
}

/** An entry's row: there can be one only with its chain and sequence. */
export const entryRow = (entry: AuditEntry): Attributes => ({
  pk: { S: auditPartition(entry.chain) },
  sk: { S: auditSort(entry.seq) },
  body: { S: JSON.stringify(entry) },
});

const readEntry = (row: Attributes): AuditEntry => JSON.parse(text(row.body)) as AuditEntry;

export function auditLog(table: Table): AuditLog {
  // Never remembered: a key that was destroyed must not be used again.
  const keyOf = async (studentNumber: string): Promise<Uint8Array | undefined> =>
    (await table.get(studentKeyKey(studentNumber)))?.key?.B;

  const keyToSealWith = async (studentNumber: string): Promise<Uint8Array> => {
    const { pk, sk } = studentKeyKey(studentNumber);
    for (;;) {
      const key = await keyOf(studentNumber);
      if (key) return key;
      const fresh = randomBytes(keyBytes);
      if (await table.putNew({ pk: { S: pk }, sk: { S: sk }, key: { B: fresh } })) return fresh;
    }
  };

  return {
    async head(chain) {
      const last = { pk: auditPartition(chain), from: auditSort(1), to: HIGHEST, descending: true, limit: 1 };
      const { rows } = await table.query(last);
      return rows[0] && readEntry(rows[0]);
    },
    async trail(chain, after, limit) {
      const entries: AuditEntry[] = [];
      let next: Attributes | undefined;
      do {
        const page = await table.query({
          pk: auditPartition(chain),
          from: auditSort(after + 1),
          to: HIGHEST,
          limit: limit - entries.length,
          startAfter: next,
        });
        entries.push(...page.rows.map(readEntry));
        next = page.next;
      } while (next && entries.length < limit);
      return entries;
    },
    async sealed({ personal, studentNumber }) {
      if (!personal || studentNumber === undefined) return undefined;
      return seal(personal, await keyToSealWith(studentNumber), randomBytes(nonceBytes));
    },
    keyOf,
    destroyKey: (studentNumber) => table.remove(studentKeyKey(studentNumber)),
  };
}
