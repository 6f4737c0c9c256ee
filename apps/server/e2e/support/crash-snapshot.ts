import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEntry } from '@resit/integrity/audit/audit';
import { type AnswerSheet, type Exam, isOpen } from '@resit/integrity/exam/exam';
import type { Incident } from '@resit/integrity/incident/incident';
import type { Mail } from '@resit/integrity/mail/mail';
import { allItems } from '@resit/integrity/ports/pages';
import type { Repository } from '@resit/integrity/ports/repository';
import type { StudentRequest } from '@resit/integrity/student/access';
import { openSqliteRepository, type SqliteRepository } from '@resit/persistence/sqlite/sqlite-repository';

/** All that the process knew at one instant. */
export interface Snapshot {
  incidents: readonly Incident[];
  exams: ReadonlyMap<string, readonly Exam[]>;
  sheets: ReadonlyMap<string, AnswerSheet>;
  requests: readonly StudentRequest[];
  mails: readonly Mail[];
  audit: ReadonlyMap<string, readonly AuditEntry[]>;
  callbacksDue: number;
  mailsDue: number;
}

/** The incidents with their exams, without what is slow to read. */
export async function readStanding(repository: Repository) {
  const incidents = await allItems(repository, 'incident', 'all', { partition: 'all' });
  const exams = new Map<string, Exam[]>();
  for (const { id } of incidents) exams.set(id, await allItems(repository, 'exam', 'byIncident', { partition: id }));
  return { incidents, exams };
}

export async function readSnapshot(repository: Repository): Promise<Snapshot> {
  const { incidents, exams } = await readStanding(repository);
  const requests: StudentRequest[] = [];
  const audit = new Map<string, AuditEntry[]>();
  for (const { id } of incidents) {
    requests.push(...(await allItems(repository, 'request', 'byIncident', { partition: id })));
    audit.set(id, await repository.auditTrail(id));
  }
  const ids = [...exams.values()].flat().map((exam) => exam.id);
  const sheets = (await repository.getMany('answerSheet', ids)).filter((sheet) => sheet !== undefined);
  return {
    incidents,
    exams,
    sheets: new Map(sheets.map((sheet) => [sheet.id, sheet])),
    requests,
    mails: await allItems(repository, 'mail', 'all', { partition: 'all' }),
    audit,
    callbacksDue: await repository.countIn('callback', 'due', 'due'),
    mailsDue: await repository.countIn('mail', 'due', 'due'),
  };
}

/** An incident whose exam has its result, and whose workflow is about to hear of it. */
const FOLLOWS = 'exam closed, workflow to follow';

/** What an incident waits for, in the words of this test. */
export function waitOf(incident: Incident, exams: readonly Exam[]): string {
  if (incident.status !== 'exam-open') return incident.status;
  const exam = exams.find(({ id }) => id === incident.currentExamId);
  if (!exam || !isOpen(exam)) return FOLLOWS;
  if (exam.openRequests.length > 0) return 'exam held by a request';
  return exam.attempt === 1 ? `exam ${exam.status}` : `exam ${exam.status} again`;
}

/** True if something was decided, and the workflow has not followed yet. */
export function isBehind(incident: Incident, exams: readonly Exam[]): boolean {
  if (incident.status === 'closed') return incident.appealBy === undefined;
  const wait = waitOf(incident, exams);
  return wait === FOLLOWS || wait === 'to-be-scheduled';
}

/** Copies of both files as a killed process left them, so that looking at them mends nothing that the next start has to. */
export class Wreck {
  readonly #folder = mkdtempSync(join(tmpdir(), 'resit-wreck-'));
  readonly repository: SqliteRepository;

  constructor(dataFolder: string) {
    for (const name of ['resit.db', 'engine.db']) {
      for (const suffix of ['', '-wal']) {
        const from = join(dataFolder, `${name}${suffix}`);
        if (existsSync(from)) copyFileSync(from, join(this.#folder, `${name}${suffix}`));
      }
    }
    this.repository = openSqliteRepository({ file: join(this.#folder, 'resit.db') });
  }

  get engineFile(): string {
    return join(this.#folder, 'engine.db');
  }

  async dispose(): Promise<void> {
    await this.repository.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
