import type { Incident } from '@resit/integrity/incident/incident';
import type { Deps } from '@resit/integrity/ports/deps';
import { executionArn } from '@resit/integrity/use-cases/workflow/execution-name';
import { outageOf } from '@resit/integrity/use-cases/workflow/heartbeat';
import { moveDeadlinesAfterOutage } from '@resit/integrity/use-cases/workflow/move-deadlines-after-outage';
import { type Moved, resumeMoved } from '@resit/integrity/use-cases/workflow/resume-moved';
import { startExecution } from '@resit/integrity/use-cases/workflow/start-execution';
import { recordsIn, type TransferHeader, type TransferRecord } from '../transfer/format.ts';
import type { Progress } from '../transfer/progress.ts';
import { openTransferLoad } from './load-transfer.ts';
import { patiently } from './patience.ts';
import type { Client, ImportState } from './transfer-state.ts';

/** The office was at work when the file was written: going on from it would do things twice. */
export class OfficeAtWork extends Error {
  readonly code = 'office-at-work';
}

export interface ImportOffice {
  client: Client;
  tableName: string;
  stateMachineArn: string;
  file: string;
  /** Staff have other subjects at another issuer: theirs by those in the file. */
  subjects?: ReadonlyMap<string, string>;
  /** What the process goes on with; its repository is that of the table. */
  depsFor(header: TransferHeader): Deps;
  nowMs(): number;
  progress(what: string): Progress;
}

/** What became of the incidents when the process went on. */
export interface Started extends Record<Moved, number> {
  /** Deadlines that were moved on, because the move took over an hour of their last day. */
  deadlinesMoved: number;
  /** Reports that had been accepted and were not yet registered. */
  reports: number;
}

/** An office on its way into a table. */
export interface OfficeImport {
  header: TransferHeader;
  state: ImportState | undefined;
  /** Puts everything in that stays quiet. A killed one goes on where it was. */
  load(): Promise<void>;
  /**
   * Has the process go on: what is due is written, and every incident is carried on where it stands. Done again it starts
   * and sends nothing twice. @throws OfficeAtWork
   */
  start(): Promise<Started | undefined>;
}

type ItemRecord = Extract<TransferRecord, { type: 'item' }>;

/** Incidents that are carried on at the same time. */
const PARALLEL_MAX = 16;
const CHUNK_RECORDS = 400;

/** Checks file and table, and writes nothing. @throws TransferUnusable, TableNotEmpty, RepositoryUnavailable */
export async function openImport(given: ImportOffice): Promise<OfficeImport> {
  const { stateMachineArn, subjects = new Map<string, string>(), progress } = given;
  const load = await openTransferLoad({
    ...given,
    moved: (record) =>
      record.kind === 'incident' ? { ...record, item: movedIncident(record.item, stateMachineArn, subjects) } : record,
    waits,
    checking: progress('Checking'),
    loading: progress('Loading'),
  });
  const { header } = load.checked;
  return {
    header,
    state: load.state,
    load: load.load,
    async start() {
      const { stoppedAt } = header;
      if (stoppedAt === undefined) {
        throw new OfficeAtWork(
          'The office was not stopped when this file was written, so nothing may go on from it. Stop it, and export with --freeze.',
        );
      }
      const from = await load.begin();
      if (from === undefined) return undefined;
      const deps = given.depsFor(header);
      const stoppedMs = Date.parse(stoppedAt);
      // Attempts whose time is over are closed by the deployment: not before the time that was lost has been given back.
      await load.release('exam', 'startedByEnd');
      const deadlinesMoved = await moveDeadlinesAfterOutage(
        deps,
        outageOf(stoppedMs, Math.max(stoppedMs, given.nowMs())),
      );
      await load.show('exam', 'startedByEnd');
      await load.release('mail');
      const resumed = await resumeAll(deps, load.records(), {
        from,
        why: `Moved from ${header.settings.origin}, where it stopped at ${stoppedAt}.`,
        total: recordsIn(header.counts),
        progress: progress('Starting'),
        keep: (done) => load.keep({ phase: 'starting', done }),
      });
      await load.release('importJob');
      await load.keep({ phase: 'started', done: recordsIn(header.counts) });
      return { ...resumed, deadlinesMoved };
    },
  };
}

/** In the table the execution has the ARN that it would have had here; there is nothing to be told of it any more. */
function movedIncident(incident: Incident, stateMachineArn: string, subjects: ReadonlyMap<string, string>): Incident {
  const { executionName, stopped } = incident.run;
  const { sub } = incident.reportedBy;
  return {
    ...incident,
    reportedBy: { ...incident.reportedBy, sub: subjects.get(sub) ?? sub },
    run: { executionName, executionArn: executionArn(stateMachineArn, executionName), ...(stopped ? { stopped } : {}) },
  };
}

/** What a deployment acts on as soon as it is there: mail that is due, attempts under way, imports that run. */
function waits({ kind, item }: ItemRecord): boolean {
  switch (kind) {
    case 'mail':
      return item.delivery.status === 'queued' || item.delivery.status === 'held';
    case 'exam':
      return item.status === 'started';
    case 'importJob':
      return item.status === 'running' || item.status === 'undoing';
    default:
      return false;
  }
}

interface Resuming {
  /** Records that are behind it. */
  from: number;
  why: string;
  total: number;
  progress: Progress;
  keep(done: number): Promise<void>;
}

async function resumeAll(
  deps: Deps,
  records: AsyncIterable<{ position: number; record: TransferRecord }>,
  { from, why, total, progress, keep }: Resuming,
): Promise<Record<Moved | 'reports', number>> {
  const done = { resumed: 0, ended: 0, stopped: 0, reports: 0 };
  const carryOn = async (record: TransferRecord): Promise<void> => {
    if (record.type === 'execution') {
      await patiently(() => startExecution(deps, record.name, record.name, record.input));
      done.reports += 1;
    } else if (record.type === 'item' && record.kind === 'incident') {
      const { id: incidentId, run } = record.item;
      const { executionName } = run;
      done[await patiently(() => resumeMoved(deps, { incidentId, executionName, why }))] += 1;
    }
  };
  let waiting: Promise<void>[] = [];
  for await (const { position, record } of records) {
    if (position < from) continue;
    waiting.push(carryOn(record));
    const isChunk = (position + 1) % CHUNK_RECORDS === 0;
    if (waiting.length < PARALLEL_MAX && !isChunk) continue;
    await Promise.all(waiting);
    waiting = [];
    progress(position + 1, total);
    if (isChunk) await keep(position + 1);
  }
  await Promise.all(waiting);
  progress(total, total);
  return done;
}
