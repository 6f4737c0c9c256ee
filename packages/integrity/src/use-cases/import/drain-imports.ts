import type { Deps } from '../../ports/deps.ts';
import { Conflict, type Repository } from '../../ports/repository.ts';
import type { ImportJob, ImportRows } from '../import-job.ts';
import { mailHeldUntil } from './control-import.ts';
import { startRows } from './start-rows.ts';
import { withdrawRows } from './withdraw-rows.ts';

const drains = new WeakMap<Repository, Promise<void>>();

/**
 * Goes on with every import that is under way, chunk by chunk, until none is. Progress is kept with each chunk, so that
 * after a crash it goes on where it was; doing a chunk again starts nothing twice. One drain at a time: a call while one
 * runs looks again after it. It ends early, after a chunk, when `signal` says so.
 */
export function drainImports(deps: Deps, signal?: AbortSignal): Promise<void> {
  const before = drains.get(deps.repository) ?? Promise.resolve();
  const drain = before.catch(() => undefined).then(() => drainAll(deps, signal));
  drains.set(deps.repository, drain);
  return drain;
}

async function drainAll(deps: Deps, signal: AbortSignal | undefined): Promise<void> {
  while (!signal?.aborted) {
    const page = await deps.repository.query('importJob', 'unfinished', { partition: 'unfinished', limit: 1 });
    const job = page.items[0];
    if (!job) return;
    try {
      await nextChunk(deps, job);
    } catch (error) {
      // Somebody changed the import, by undoing it: look at it anew.
      if (!(error instanceof Conflict)) throw error;
    }
  }
}

async function nextChunk(deps: Deps, job: ImportJob): Promise<void> {
  const rows = await deps.repository.get('importRows', `${job.id}:${job.chunksDone}`);
  if (!rows) return finish(deps, job);
  return job.status === 'undoing' ? undoChunk(deps, job, rows) : runChunk(deps, job, rows);
}

async function runChunk(deps: Deps, job: ImportJob, chunk: ImportRows): Promise<void> {
  const reporter = job.runBy ?? job.by;
  const rows = await startRows(deps, chunk.rows, {
    importId: job.id,
    reporter,
    mailHeldUntil: mailHeldUntil(job.heldUntil ?? job.createdAt),
  });
  const count = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length;
  // First what was started, whatever becomes of the import: undoing has to know.
  await deps.repository.commit([
    { type: 'put', kind: 'importRows', item: { ...chunk, rows }, expected: chunk.version },
  ]);
  await deps.repository.commit([
    {
      type: 'put',
      kind: 'importJob',
      item: {
        ...job,
        chunksDone: job.chunksDone + 1,
        started: job.started + count('started'),
        already: job.already + count('already'),
        failed: job.failed + count('failed'),
      },
      expected: job.version,
    },
  ]);
}

async function undoChunk(deps: Deps, job: ImportJob, chunk: ImportRows): Promise<void> {
  const by = job.undoneBy ?? job.by;
  const withdrawn = await withdrawRows(deps, chunk.rows, by, job.id);
  await deps.repository.commit([
    {
      type: 'put',
      kind: 'importJob',
      item: { ...job, chunksDone: job.chunksDone + 1, withdrawn: job.withdrawn + withdrawn },
      expected: job.version,
    },
  ]);
}

function finish(deps: Deps, job: ImportJob): Promise<void> {
  const status = job.status === 'undoing' ? 'undone' : 'done';
  return deps.repository.commit([{ type: 'put', kind: 'importJob', item: { ...job, status }, expected: job.version }]);
}
