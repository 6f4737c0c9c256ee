import { createCipheriv, createDecipheriv, createSecretKey, hash } from 'node:crypto';
import type { AuditEntry, AuditNote } from './audit.ts';

/** What stands before the first entry of every chain. */
export const genesisHash = '0'.repeat(64);

/** Length of a student's key and of a nonce, bytes (AES-256-GCM). */
export const keyBytes = 32;
export const nonceBytes = 12;

/** Text that does not depend on the order in which an entry's properties were written. */
const canonical = (value: unknown): string => JSON.stringify(sorted(value));

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const properties = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(properties).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(properties[name])]));
}

const hashOf = (entry: Omit<AuditEntry, 'hash'>): string => hash('sha256', canonical(entry), 'hex');

/**
 * Seals personal fields with the student's key: base64 of nonce, tag and ciphertext. The key goes in as a key object, which
 * Node takes several times faster than bytes.
 */
export function seal(personal: Readonly<Record<string, string>>, key: Uint8Array, nonce: Uint8Array): string {
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(personal), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/** Opens what `seal` made. @throws Error of node:crypto when key or text is not the one that was used */
export function unseal(sealed: string, key: Uint8Array): Readonly<Record<string, string>> {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + 16));
  const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + 16)), decipher.final()]).toString('utf8');
  return JSON.parse(text) as Record<string, string>;
}

/** The entry that follows `previous` in its chain. */
export function nextEntry(
  previous: Pick<AuditEntry, 'seq' | 'hash'> | undefined,
  note: AuditNote,
  sealed: string | undefined,
): AuditEntry {
  const { personal: _sealedInstead, ...rest } = note;
  const entry: Omit<AuditEntry, 'hash'> = {
    ...rest,
    seq: (previous?.seq ?? 0) + 1,
    previousHash: previous?.hash ?? genesisHash,
    ...(sealed === undefined ? {} : { sealed }),
  };
  return { ...entry, hash: hashOf(entry) };
}

/** True if an entry is what it was when it was written, and the one after `previous` (undefined: the first of its chain). */
export function follows(previous: Pick<AuditEntry, 'seq' | 'hash'> | undefined, entry: AuditEntry): boolean {
  const { hash, ...rest } = entry;
  const isNext = entry.seq === (previous?.seq ?? 0) + 1 && entry.previousHash === (previous?.hash ?? genesisHash);
  return isNext && hash === hashOf(rest);
}

/** The first entry at which a chain is broken (altered, missing, out of order), or undefined when it is whole. */
export function firstBroken(entries: readonly AuditEntry[]): number | undefined {
  let previous: AuditEntry | undefined;
  for (const entry of entries) {
    if (!follows(previous, entry)) return entry.seq;
    previous = entry;
  }
  return undefined;
}
