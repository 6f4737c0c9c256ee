import type { Actor } from '../access/caller.ts';

/** Chains that there are from the first day on, empty until something happens; every incident has one of its own besides. */
export const officeChains = ['bank', 'policy', 'staff', 'templates', 'system'] as const;

/** What a use case says of a change, before the chain takes it in. Personal fields go in `personal`, sealed with the student's key. */
export interface AuditNote {
  /** Incident id, or one of {@link officeChains}. */
  chain: string;
  at: string;
  actor: Actor;
  /** Verb and object, e.g. `exam.extended`. */
  action: string;
  why?: string;
  /** Facts without personal data: ids, old and new values. */
  facts: Readonly<Record<string, string | number | boolean | null>>;
  /** Whose key seals `personal`; required with it. */
  studentNumber?: string;
  personal?: Readonly<Record<string, string>>;
}

/** An entry of a chain: `hash` covers the entry and the hash before it. */
export interface AuditEntry extends Omit<AuditNote, 'personal'> {
  /** From 1, without gaps within its chain. */
  seq: number;
  /** Sealed text of `personal` (AES-256-GCM, base64), readable while the student's key exists. */
  sealed?: string;
  previousHash: string;
  /** SHA-256, hex. */
  hash: string;
}
