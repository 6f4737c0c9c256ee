import type { Incident } from '../../incident/incident.ts';
import type { Deps } from '../../ports/deps.ts';
import { retryOnConflict } from '../decide.ts';
import { IncidentUnknown } from './errors.ts';
import { executionArn, nextExecutionName } from './execution-name.ts';
import { startExecution } from './start-execution.ts';
import { owedByWithdrawal } from './withdraw-incident.ts';

/** An incident as another office left it. */
export interface MovedIncident {
  incidentId: string;
  /** The execution that carried it there. */
  executionName: string;
  /** Where it came from, in words, for the audit trail. */
  why: string;
}

/** `resumed`: a new execution carries it. `ended`: there is nothing left to do. `stopped`: a person has to resume it. */
export type Moved = 'resumed' | 'ended' | 'stopped';

/**
 * Has an incident that came from another office go on where the repository says it stands, in a new execution. Its name
 * follows from the one that carried it there, so that doing this again starts nothing twice; the wish is stored first, and
 * if the process dies in between `drainStarts` carries it out.
 * @throws IncidentUnknown
 */
export async function resumeMoved(deps: Deps, { incidentId, executionName, why }: MovedIncident): Promise<Moved> {
  const name = nextExecutionName(incidentId, executionName);
  const moved = await retryOnConflict(async (): Promise<Moved> => {
    const incident = await deps.repository.get('incident', incidentId);
    if (!incident) throw new IncidentUnknown(incidentId);
    if (incident.run.executionName !== executionName) return 'resumed';
    if (incident.run.stopped) return 'stopped';
    if (await isOver(deps, incident)) return 'ended';
    const at = new Date(deps.workflowClock.nowMs()).toISOString();
    const run = { executionName: name, executionArn: executionArn(deps.stateMachineArn, name), requestedAt: at };
    await deps.repository.commit([
      { type: 'put', kind: 'incident', item: { ...incident, run }, expected: incident.version },
      {
        type: 'audit',
        note: {
          chain: incidentId,
          at,
          actor: { kind: 'system', name: 'move' },
          action: 'workflow.moved',
          why,
          facts: { executionName: name, from: executionName, stands: incident.status },
        },
      },
    ]);
    return 'resumed';
  });
  if (moved === 'resumed') await startIfAsked(deps, incidentId, name);
  return moved;
}

/** Started once; not again when it has begun, whatever became of it since. */
async function startIfAsked(deps: Deps, incidentId: string, name: string): Promise<void> {
  const incident = await deps.repository.get('incident', incidentId);
  const { executionName, requestedAt } = incident?.run ?? {};
  if (executionName === name && requestedAt !== undefined) await startExecution(deps, incidentId, name);
}

/** True if its workflow has nothing left to do: the last letters are written as well. */
async function isOver(deps: Deps, incident: Incident): Promise<boolean> {
  switch (incident.status) {
    case 'resolved':
      return true;
    case 'closed':
      return incident.appealBy !== undefined;
    case 'withdrawn':
      return (await owedByWithdrawal(deps, incident)).length === 0;
    case 'to-be-confirmed':
    case 'to-be-scheduled':
    case 'exam-open':
    case 'awaiting-decision':
      return false;
  }
}
