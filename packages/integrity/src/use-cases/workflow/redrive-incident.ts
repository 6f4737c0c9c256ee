import { DescribeExecutionCommand, type ExecutionStatus, RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import type { Actor } from '../../access/caller.ts';
import { NotFound, WrongState } from '../../errors.ts';
import type { Deps } from '../../ports/deps.ts';
import { retryOnConflict } from '../decide.ts';

/**
 * Takes up a stopped execution at the state where it stopped, which the workflow service allows for 14 days; afterwards
 * the incident is resumed instead. Checking who may is the caller's.
 * @throws NotFound, WrongState
 */
export async function redriveIncident(
  deps: Deps,
  { incidentId, by, why }: { incidentId: string; by: Actor; why: string },
): Promise<void> {
  const incident = await deps.repository.get('incident', incidentId);
  if (!incident) throw new NotFound('incident');
  const { executionArn, executionName, stopped } = incident.run;
  if (!stopped) throw new WrongState('The workflow of this incident has not stopped, so there is nothing to redrive.');
  await redrive(deps, executionArn);
  await retryOnConflict(async () => {
    const now = await deps.repository.get('incident', incidentId);
    if (!now) throw new NotFound('incident');
    // Stopped again, or carried by another execution, since: that is not ours to clear.
    if (now.run.executionName !== executionName || now.run.stopped?.at !== stopped.at) return;
    await deps.repository.commit([
      { type: 'put', kind: 'incident', item: { ...now, run: { executionName, executionArn } }, expected: now.version },
      {
        type: 'audit',
        note: {
          chain: incidentId,
          at: new Date(deps.workflowClock.nowMs()).toISOString(),
          actor: by,
          action: 'workflow.redriven',
          why,
          facts: { executionName },
        },
      },
    ]);
  });
}

async function redrive(deps: Pick<Deps, 'sfn'>, executionArn: string): Promise<void> {
  try {
    await deps.sfn.send(new RedriveExecutionCommand({ executionArn }));
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name !== 'ExecutionNotRedrivable' && name !== 'ExecutionDoesNotExist') throw error;
    // Redriven before, by a call that died before it could say so.
    if (name === 'ExecutionNotRedrivable' && (await executionStatus(deps, executionArn)) === 'RUNNING') return;
    throw new WrongState('The workflow service can no longer redrive this execution. Resume the incident instead.');
  }
}

/** What the workflow service says of an execution now; undefined if it knows none. */
export async function executionStatus(
  deps: Pick<Deps, 'sfn'>,
  executionArn: string,
): Promise<ExecutionStatus | undefined> {
  try {
    return (await deps.sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined;
    throw error;
  }
}
