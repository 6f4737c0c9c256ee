import type { Incident } from '../../incident/incident.ts';
import { hashedIncidentId } from '../../incident/incident-id.ts';
import type { Deps } from '../../ports/deps.ts';
import type { ImportRow } from '../import-job.ts';

/** Why undoing withdraws; by it a later import knows that the way is free again. */
export const UNDONE = 'The import that it came with was undone.';

/** Which incident a row names, and how things stand with it: not there, of this import, or there before. */
export interface ResolvedRow {
  row: ImportRow;
  incidentId: string;
  state: 'new' | 'ours' | 'already';
}

const idOf = (key: string, generation: number): string => hashedIncidentId(`import\n${key}\n${generation}`);

const isUndone = (incident: Incident): boolean => incident.status === 'withdrawn' && incident.why === UNDONE;

/**
 * Finds the incident of each row. The id is a hash of the row, so the same row names the same incident, whichever file it
 * comes in; where an import was undone the next one takes the next id. `importId` is that of the import whose incidents count as ours.
 */
export async function resolveRows(
  deps: Pick<Deps, 'repository'>,
  rows: readonly ImportRow[],
  importId: string | undefined,
): Promise<ResolvedRow[]> {
  const resolved: ResolvedRow[] = [];
  let open = rows.map((row, at) => ({ row, at }));
  for (let generation = 1; open.length > 0; generation += 1) {
    const ids = open.map(({ row }) => idOf(row.key, generation));
    const incidents = await deps.repository.getMany('incident', ids);
    const next: typeof open = [];
    for (const [index, one] of open.entries()) {
      const incident = incidents[index];
      const incidentId = ids[index] ?? '';
      const ours = importId !== undefined && incident?.importId === importId;
      if (incident && isUndone(incident) && !ours) next.push(one);
      else resolved[one.at] = { row: one.row, incidentId, state: !incident ? 'new' : ours ? 'ours' : 'already' };
    }
    open = next;
  }
  return resolved;
}
