import type { Caller } from '../../access/caller.ts';
import { staffActor } from '../../access/caller.ts';
import { assertMay } from '../../access/permissions.ts';
import { NotFound, WrongState } from '../../errors.ts';
import type { Deps } from '../../ports/deps.ts';
import { retryOnConflict } from '../decide.ts';
import type { ImportJob } from '../import-job.ts';

const MINUTE_MS = 60_000;
/** How long an import can be undone; its mail is held a minute longer, so that undoing has the time. */
const UNDO_MINUTES = 15;
const MAIL_HELD_MINUTES_MORE = 1;

/** Until when the mail of an import is held. */
export const mailHeldUntil = (heldUntil: string): string =>
  new Date(Date.parse(heldUntil) + MAIL_HELD_MINUTES_MORE * MINUTE_MS).toISOString();

/** True while an import can be undone. */
export const canUndo = (job: ImportJob, nowMs: number): boolean =>
  (job.status === 'running' || job.status === 'done') &&
  job.heldUntil !== undefined &&
  nowMs < Date.parse(job.heldUntil);

interface ControlInput {
  caller: Caller;
  importId: string;
}

/**
 * Says that an import shall run; `drainImports` does it.
 * @throws NotAllowed, NotFound, WrongState unless it is a preview
 */
export function runImport(deps: Deps, input: ControlInput): Promise<ImportJob> {
  assertMay(input.caller, 'runImport');
  return change(deps, input, 'import.run', (job, nowMs) => {
    if (job.status !== 'preview') throw new WrongState(`This import is ${job.status}; only a preview can be run.`);
    const heldUntil = new Date(nowMs + UNDO_MINUTES * MINUTE_MS).toISOString();
    return { ...job, status: 'running', runBy: input.caller, heldUntil, already: 0 };
  });
}

/**
 * Says that an import shall be undone: what was started is withdrawn before any mail is out. `drainImports` does it.
 * @throws NotAllowed, NotFound, WrongState once its mail is no longer held
 */
export function undoImport(deps: Deps, input: ControlInput): Promise<ImportJob> {
  assertMay(input.caller, 'undoImport');
  return change(deps, input, 'import.undone', (job, nowMs) => {
    if (!canUndo(job, nowMs)) throw new WrongState('This import can no longer be undone.');
    return { ...job, status: 'undoing', undoneBy: input.caller, chunksDone: 0 };
  });
}

function change(
  deps: Deps,
  { caller, importId }: ControlInput,
  action: string,
  decide: (job: ImportJob, nowMs: number) => ImportJob,
): Promise<ImportJob> {
  return retryOnConflict(async () => {
    const job = await deps.repository.get('importJob', importId);
    if (!job) throw new NotFound('import');
    const nowMs = deps.clock.nowMs();
    const changed = decide(job, nowMs);
    await deps.repository.commit([
      { type: 'put', kind: 'importJob', item: changed, expected: job.version },
      {
        type: 'audit',
        note: {
          chain: 'system',
          at: new Date(nowMs).toISOString(),
          actor: staffActor(caller),
          action,
          facts: { importId, rows: job.good },
        },
      },
    ]);
    return { ...changed, version: job.version + 1 };
  });
}
