import type { Caller } from '../../access/caller.ts';
import { WrongState } from '../../errors.ts';
import type { Deps } from '../../ports/deps.ts';
import type { ImportRow } from '../import-job.ts';
import { withdrawIncident } from '../staff/withdraw-incident.ts';
import { resolveRows, UNDONE } from './resolve-rows.ts';

/** How often, and how far apart, an incident is looked for whose execution has begun and which is not stored yet. */
const LOOKS_MAX = 40;
const LOOK_EVERY_MS = 50;

/** Withdraws the incidents that the import started. Answers how many. */
export async function withdrawRows(
  deps: Deps,
  rows: readonly ImportRow[],
  by: Caller,
  importId: string,
): Promise<number> {
  const ours = await startedHere(deps, rows, importId);
  const outcomes = await Promise.all(ours.map((incidentId) => withdraw(deps, incidentId, by)));
  return outcomes.filter((withdrawn) => withdrawn).length;
}

/** The incidents of this run among the rows, once those that are just being registered are there. */
async function startedHere(deps: Deps, rows: readonly ImportRow[], importId: string): Promise<string[]> {
  for (let look = 1; ; look += 1) {
    const resolved = await resolveRows(deps, rows, importId);
    const coming = resolved.some(({ row, state }) => state === 'new' && row.outcome === 'started');
    if (!coming || look === LOOKS_MAX) {
      return resolved.flatMap(({ incidentId, state }) => (state === 'ours' ? [incidentId] : []));
    }
    await new Promise((resume) => setTimeout(resume, LOOK_EVERY_MS));
  }
}

/** False if it has come to an end since: then there is nothing to undo. */
async function withdraw(deps: Deps, incidentId: string, by: Caller): Promise<boolean> {
  try {
    await withdrawIncident(deps, { caller: by, incidentId, why: UNDONE });
    return true;
  } catch (error) {
    if (error instanceof WrongState) return false;
    throw error;
  }
}
