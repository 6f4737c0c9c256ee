import type { Actor } from '../../access/caller.ts';
import { NotFound, WrongState } from '../../errors.ts';
import type { Incident } from '../../incident/incident.ts';
import { statusAfter, withoutStatus } from '../../incident/transitions.ts';
import type { Deps } from '../../ports/deps.ts';
import { retryOnConflict } from '../decide.ts';
import { executionArn, nextExecutionName } from './execution-name.ts';
import { startExecution } from './start-execution.ts';

export interface ResumeIncidentInput {
  incidentId: string;
  by: Actor;
  why: string;
  /** Where an incident that ended goes on: with another exam, or with an appeal to decide. Absent: where it stands. */
  at?: 'to-be-scheduled' | 'awaiting-decision';
}

/**
 * Goes on with an incident in a new execution: one whose execution stopped, however long ago, or one that ended and is
 * taken up again. The wish is stored first and then carried out; if the process dies in between, `drainStarts` does it.
 * Checking who may is the caller's.
 * @throws NotFound, WrongState
 */
export async function resumeIncident(deps: Deps, input: ResumeIncidentInput): Promise<{ executionName: string }> {
  const executionName = await retryOnConflict(async () => {
    const incident = await deps.repository.get('incident', input.incidentId);
    if (!incident) throw new NotFound('incident');
    const name = nextExecutionName(incident.id, incident.run.executionName);
    const at = new Date(deps.workflowClock.nowMs()).toISOString();
    const resumed: Incident = {
      ...(input.at ? reopened(incident, input.at, at) : assertStopped(incident)),
      run: { executionName: name, executionArn: executionArn(deps.stateMachineArn, name), requestedAt: at },
      changedAt: at,
    };
    await deps.repository.commit([
      { type: 'put', kind: 'incident', item: resumed, expected: incident.version },
      {
        type: 'audit',
        note: {
          chain: incident.id,
          at,
          actor: input.by,
          action: input.at ? 'incident.reopened' : 'workflow.resumed',
          why: input.why,
          facts: { executionName: name, from: incident.status, to: resumed.status },
        },
      },
    ]);
    return name;
  });
  await startExecution(deps, input.incidentId, executionName);
  return { executionName };
}

function assertStopped(incident: Incident): Incident {
  if (incident.run.stopped) return incident;
  throw new WrongState('The workflow of this incident has not stopped, so there is nothing to resume.');
}

function reopened(incident: Incident, status: 'to-be-scheduled' | 'awaiting-decision', at: string): Incident {
  const move = status === 'to-be-scheduled' ? 'reopen-for-exam' : 'reopen-for-decision';
  if (statusAfter(incident.status, move) !== status) {
    throw new WrongState(`An incident that is ${incident.status} cannot be taken up again like this.`);
  }
  const base = withoutStatus(incident);
  if (status === 'awaiting-decision') return { ...base, status, reason: 'appeal', flaggedAt: at };
  return { ...base, status, attemptsAllowed: Math.max(base.attemptsAllowed, base.attemptsScheduled + 1) };
}
