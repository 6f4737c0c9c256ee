import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Caller } from '../../access/caller.ts';
import type { Deps } from '../../ports/deps.ts';
import type { ImportRow } from '../import-job.ts';
import { type ResolvedRow, resolveRows } from './resolve-rows.ts';

/** Executions that are being started at the same time. */
const AT_ONCE = 25;
const TRIES_MAX = 6;

/** What every incident of one run has in common. */
export interface ImportRun {
  importId: string;
  reporter: Caller;
  mailHeldUntil: string;
}

/**
 * Starts the workflow of every row whose incident is not there, as a report by the reporter; repeated, it starts nothing
 * twice. Answers the rows with what became of each.
 */
export async function startRows(deps: Deps, rows: readonly ImportRow[], run: ImportRun): Promise<ImportRow[]> {
  const resolved = await resolveRows(deps, rows, run.importId);
  const done: ImportRow[] = [];
  const waiting = [...resolved.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [at, row] = next;
      done[at] = { ...row.row, outcome: await outcomeOf(deps, row, run) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return done;
}

async function outcomeOf(
  deps: Deps,
  { row, incidentId, state }: ResolvedRow,
  { importId, reporter, mailHeldUntil }: ImportRun,
): Promise<NonNullable<ImportRow['outcome']>> {
  if (state === 'ours') return 'started';
  if (state === 'already') return 'already';
  const input = JSON.stringify({
    incidentId,
    reportedBy: { sub: reporter.sub, name: reporter.name, roles: reporter.roles.join(' ') },
    report: row.report,
    importId,
    mailHeldUntil,
  });
  return start(deps, incidentId, input);
}

/** Refusals that trying again does not mend. */
const refusals: ReadonlySet<string> = new Set(['InvalidExecutionInput', 'InvalidName', 'ValidationException']);

async function start(deps: Deps, name: string, input: string): Promise<'started' | 'already' | 'failed'> {
  for (let tries = 1; ; tries += 1) {
    try {
      await deps.sfn.send(new StartExecutionCommand({ stateMachineArn: deps.stateMachineArn, name, input }));
      return 'started';
    } catch (error) {
      const kind = error instanceof Error ? error.name : '';
      if (kind === 'ExecutionAlreadyExists') return 'already';
      if (refusals.has(kind)) return 'failed';
      if (tries === TRIES_MAX) throw error;
      await new Promise((resume) => setTimeout(resume, 50 * 2 ** tries));
    }
  }
}
