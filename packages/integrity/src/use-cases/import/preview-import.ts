import type { Caller } from '../../access/caller.ts';
import { staffActor } from '../../access/caller.ts';
import { assertMay } from '../../access/permissions.ts';
import { NotATable } from '../../csv-table.ts';
import { InvalidInput } from '../../errors.ts';
import { type ReadRows, readImportRows } from '../../incident/import-rows.ts';
import type { Deps } from '../../ports/deps.ts';
import type { ImportJob, ImportRow } from '../import-job.ts';
import { resolveRows } from './resolve-rows.ts';

/** A file has at most so many rows: the office's whole year many times over. */
const ROWS_MAX = 20_000;
/** A chunk stays within what one item may hold in every store. */
const CHUNK_ROWS_MAX = 100;
const CHUNK_CHARACTERS_MAX = 100_000;
const BAD_ROWS_KEPT_MAX = 1000;
const SAMPLE_ROWS = 20;

/**
 * Reads a CSV file of incidents and keeps its good rows, to be looked at and then run; starts nothing.
 * @throws NotAllowed, InvalidInput for a file that is no such table
 */
export async function previewImport(
  deps: Deps,
  input: { caller: Caller; fileName: string; csv: string },
): Promise<ImportJob> {
  assertMay(input.caller, 'createImport');
  const { good, bad } = readFile(input.csv);
  const chunks = chunksOf(good);
  const at = new Date(deps.clock.nowMs()).toISOString();
  const id = deps.ids.random(100);
  const job: ImportJob = {
    id,
    version: 0,
    shape: 1,
    fileName: input.fileName,
    by: input.caller,
    status: 'preview',
    createdAt: at,
    total: good.length + bad.length,
    good: good.length,
    chunks: chunks.length,
    chunksDone: 0,
    started: 0,
    already: await countKnown(deps, chunks),
    failed: 0,
    withdrawn: 0,
    bad: bad.slice(0, BAD_ROWS_KEPT_MAX),
    badCount: bad.length,
    sample: good.slice(0, SAMPLE_ROWS),
  };
  for (const [number, rows] of chunks.entries()) {
    const item = { id: `${id}:${number}`, version: 0, shape: 1 as const, rows };
    await deps.repository.commit([{ type: 'put', kind: 'importRows', item, expected: null }]);
  }
  await deps.repository.commit([
    { type: 'put', kind: 'importJob', item: job, expected: null },
    {
      type: 'audit',
      note: {
        chain: 'system',
        at,
        actor: staffActor(input.caller),
        action: 'import.previewed',
        facts: { importId: id, good: job.good, bad: job.badCount },
      },
    },
  ]);
  return { ...job, version: 1 };
}

/** @throws InvalidInput */
function readFile(csv: string): ReadRows {
  const rows = read(csv);
  const count = rows.good.length + rows.bad.length;
  if (count === 0) throw fileError('empty', 'The file has a heading and no rows.');
  if (count > ROWS_MAX) throw fileError('too-long', `The file has ${count} rows; import at most ${ROWS_MAX} at once.`);
  return rows;
}

function read(csv: string): ReadRows {
  try {
    return readImportRows(csv);
  } catch (error) {
    if (error instanceof NotATable) throw fileError('not-a-table', error.message);
    throw error;
  }
}

const fileError = (code: string, message: string): InvalidInput =>
  new InvalidInput([{ pointer: '/csv', code, message }]);

function chunksOf(rows: readonly ImportRow[]): ImportRow[][] {
  const chunks: ImportRow[][] = [];
  let chunk: ImportRow[] = [];
  let characters = 0;
  for (const row of rows) {
    const size = JSON.stringify(row).length;
    if (chunk.length > 0 && (chunk.length === CHUNK_ROWS_MAX || characters + size > CHUNK_CHARACTERS_MAX)) {
      chunks.push(chunk);
      chunk = [];
      characters = 0;
    }
    chunk.push(row);
    characters += size;
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks;
}

/** How many rows are incidents that there are already. */
async function countKnown(deps: Deps, chunks: readonly ImportRow[][]): Promise<number> {
  let known = 0;
  for (const rows of chunks) {
    const resolved = await resolveRows(deps, rows, undefined);
    known += resolved.filter(({ state }) => state === 'already').length;
  }
  return known;
}
