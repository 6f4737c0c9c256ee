import type { AuditEntry, AuditNote } from '../audit/audit.ts';
import type { AnswerSheet, Exam } from '../exam/exam.ts';
import type { Incident } from '../incident/incident.ts';
import type { Mail } from '../mail/mail.ts';
import type { Policy } from '../policy/policy.ts';
import type { Question } from '../question-bank/question.ts';
import type { ApiClient, StaffAccount } from '../staff/staff.ts';
import type { ExamCode, ExamSession, Limit, StudentRequest } from '../student/access.ts';
import type { Student } from '../student/student.ts';
import type { ImportJob, ImportRows } from '../use-cases/import-job.ts';
import type { IndexOf } from './indexes.ts';
import type {
  Certificate,
  Evidence,
  Heartbeat,
  Note,
  PendingCallback,
  SeenOfficer,
  StoredTemplate,
} from './records.ts';

/** Every kind of item in the repository. All have `id` and `version` (1 at first, +1 a write). */
export interface Items {
  incident: Incident;
  exam: Exam;
  answerSheet: AnswerSheet;
  mail: Mail;
  callback: PendingCallback;
  request: StudentRequest;
  student: Student;
  examCode: ExamCode;
  examSession: ExamSession;
  limit: Limit;
  policy: Policy;
  /** Id `<questionId>@<version>`; the newest version of each is found by index. */
  question: QuestionRecord;
  staff: StaffAccount;
  client: ApiClient;
  seenOfficer: SeenOfficer;
  note: Note;
  evidence: Evidence;
  heartbeat: Heartbeat;
  certificate: Certificate;
  template: StoredTemplate;
  importJob: ImportJob;
  importRows: ImportRows;
}
export type Kind = keyof Items;

/** One version of a question as stored. */
export interface QuestionRecord {
  id: string;
  version: number;
  question: Question;
  newest: boolean;
  savedAt: string;
  savedBy: string;
}

/**
 * One part of an atomic commit.
 * - `put`: `expected` is the version that the caller read; null says that there must be none yet; absent: whatever is there.
 * - `check`: the item must still have this version; it is not written.
 * - `audit`: appended to its chain; the adapter gives sequence and hashes.
 * - `count`: adds to a counter, such as a question's exposure.
 */
export type Change =
  | { [K in Kind]: { type: 'put'; kind: K; item: Items[K]; expected?: number | null } }[Kind]
  | { type: 'delete'; kind: Kind; id: string; expected?: number }
  | { type: 'check'; kind: Kind; id: string; expected: number }
  | { type: 'audit'; note: AuditNote }
  | { type: 'count'; counter: string; by: number };

/** An item of the commit was not as expected: nothing was written. Load again and decide again. */
export class Conflict extends Error {
  readonly code = 'conflict';
  readonly kind: Kind;
  readonly id: string;
  constructor(kind: Kind, id: string) {
    super(`${kind} ${id} is not as expected: somebody else wrote first.`);
    this.kind = kind;
    this.id = id;
  }
}

/** The store failed (full disk, closed, unreachable): nothing of the call is acknowledged. */
export class RepositoryUnavailable extends Error {
  readonly code = 'repository-unavailable';
}

export interface Query {
  /** Partition key of the index. */
  partition: string;
  /** Sort keys from (inclusive) and before (exclusive). */
  from?: string;
  before?: string;
  order?: 'ascending' | 'descending';
  /** At most this many; 100 if absent, 1,000 at most. */
  limit?: number;
  /** From the page before. Opaque. */
  cursor?: string;
}
export interface Page<T> {
  items: T[];
  /** Absent on the last page. */
  cursor?: string;
}

/**
 * Where everything but the engine's executions is kept. Held to one contract suite over every adapter.
 * Reads see every commit acknowledged before them. Every access is by id or by an index of `indexes.ts`: never a scan.
 */
export interface Repository {
  get<K extends Kind>(kind: K, id: string): Promise<Items[K] | undefined>;
  /** Items in the order of the ids; undefined where there is none. */
  getMany<K extends Kind>(kind: K, ids: readonly string[]): Promise<(Items[K] | undefined)[]>;
  query<K extends Kind>(kind: K, index: IndexOf<K>, query: Query): Promise<Page<Items[K]>>;
  /** How many items stand in a partition of an index. */
  countIn<K extends Kind>(kind: K, index: IndexOf<K>, partition: string): Promise<number>;
  counters(names: readonly string[]): Promise<number[]>;
  /**
   * All or nothing; at most 100 changes, no item twice. The adapter sets `version` of what it puts, and adds what `withRevisions`
   * adds (a change more for a commit that writes questions). @throws Conflict, RepositoryUnavailable
   */
  commit(changes: readonly Change[]): Promise<void>;
  auditTrail(chain: string, after?: number, limit?: number): Promise<AuditEntry[]>;
  /** Opens what was sealed in an entry; undefined once the student's key is destroyed. */
  unseal(entry: AuditEntry): Promise<Readonly<Record<string, string>> | undefined>;
  /** Destroys the student's key: sealed fields of the chain become unreadable, the chain stays whole. */
  destroyKey(studentNumber: string): Promise<void>;
}
