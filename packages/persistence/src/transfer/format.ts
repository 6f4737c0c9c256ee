import type { AuditEntry } from '@resit/integrity/audit/audit';
import type { Items, Kind } from '@resit/integrity/ports/repository';

/**
 * The transfer file: one office, as lines of JSON (UTF-8, `\n`). A header; then items by kind and id, counters, audit chains
 * and the students' keys; at last a line that says how many there were and what they hash to. Docs: docs/operating/moving-up.md.
 */
export const TRANSFER_VERSION = 1;

/**
 * Every kind but callbacks, whose task tokens are the old engine's and mean nothing elsewhere, and the heartbeat, which is
 * of the service that is left.
 */
export type TransferKind = Exclude<Kind, 'callback' | 'heartbeat'>;

/** All of them, in the order in which they are written. */
const written: Readonly<Record<TransferKind, true>> = {
  policy: true,
  question: true,
  template: true,
  staff: true,
  client: true,
  seenOfficer: true,
  student: true,
  incident: true,
  exam: true,
  answerSheet: true,
  request: true,
  note: true,
  evidence: true,
  certificate: true,
  importRows: true,
  importJob: true,
  mail: true,
  examCode: true,
  examSession: true,
  limit: true,
};
export const transferKinds = Object.keys(written) as readonly TransferKind[];

/** How many records of each sort a file holds. */
export interface TransferCounts {
  items: Readonly<Record<TransferKind, number>>;
  executions: number;
  counters: number;
  auditEntries: number;
  studentKeys: number;
}

/** Settings that mails and deadlines depend on, as they were where the office came from. */
export interface TransferSettings {
  institution: string;
  origin: string;
  timeZone: string;
  contactName: string;
  contactAddress: string;
}

export interface TransferHeader {
  type: 'resit-transfer';
  format: typeof TRANSFER_VERSION;
  /** Random: tells this export from every other. */
  id: string;
  /** Version of the product that wrote it. */
  product: string;
  /** Real time. */
  exportedAt: string;
  /** Until when the office was at work (real time). Absent: it still is, and this is no file to move with. */
  stoppedAt?: string;
  settings: TransferSettings;
  counts: TransferCounts;
}

export type TransferRecord =
  | { [K in TransferKind]: { type: 'item'; kind: K; item: Items[K] } }[TransferKind]
  /** An execution that was accepted and had not registered its incident: begun anew with the same input. */
  | { type: 'execution'; name: string; input: string }
  | { type: 'counter'; name: string; value: number }
  | { type: 'audit'; entry: AuditEntry }
  | { type: 'student-key'; studentNumber: string; key: string };

export interface TransferEnd {
  type: 'end';
  /** Lines before this one. */
  lines: number;
  /** SHA-256 of every byte before this line, hex. */
  sha256: string;
}

/** The file cannot be used; the message names lines, and holds nothing of what is in them. */
export class TransferUnusable extends Error {
  readonly code = 'transfer-unusable';
}

export const recordsIn = ({ items, executions, counters, auditEntries, studentKeys }: TransferCounts): number =>
  Object.values(items).reduce((sum, count) => sum + count, 0) + executions + counters + auditEntries + studentKeys;

/** The order of ids in the file: by the bytes of UTF-8, as SQLite sorts them. */
export const compareIds = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
