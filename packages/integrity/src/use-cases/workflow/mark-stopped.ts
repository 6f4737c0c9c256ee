import { InvalidInput } from '../../errors.ts';
import type { Incident, WorkflowRun } from '../../incident/incident.ts';
import type { Deps } from '../../ports/deps.ts';
import { retryOnConflict } from '../decide.ts';
import { executionNumber } from './execution-name.ts';
import { executionStatus } from './redrive-incident.ts';
import { createIncident, type ReportedIncident } from './register-incident.ts';

/** An execution that ended otherwise than well, as its status change tells of it (EventBridge, or the engine's hook). */
export interface StoppedExecution {
  executionArn: string;
  name: string;
  status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  error?: string;
  cause?: string;
  /** Input of the execution, JSON text. */
  input: string;
  /** ISO. */
  startedAt: string;
}

const CAUSE_LENGTH_MAX = 2000;

/**
 * Marks the incident of a stopped execution, so that an administrator redrives or resumes it. If registration itself
 * failed the incident is created from the execution's input. The notice may come more than once, and late: an execution
 * that was redriven since, or was replaced by another, changes nothing.
 */
export async function markStopped(deps: Deps, execution: StoppedExecution): Promise<void> {
  const input = parseInput(execution.input);
  if (!input) return;
  const statusNow = await executionStatus(deps, execution.executionArn);
  if (statusNow && statusNow !== execution.status) return;
  const at = new Date(deps.workflowClock.nowMs()).toISOString();
  const stopped: WorkflowRun['stopped'] = {
    at,
    status: execution.status,
    error: execution.error ?? '',
    cause: (execution.cause ?? '').slice(0, CAUSE_LENGTH_MAX),
  };
  const run: WorkflowRun = { executionName: execution.name, executionArn: execution.executionArn, stopped };
  await retryOnConflict(async () => {
    const incident = await deps.repository.get('incident', input.incidentId);
    if (!incident) return createStopped(deps, input, execution, run, at);
    if (isReplaced(incident, execution.name) || incident.run.stopped?.status === execution.status) return;
    await deps.repository.commit([
      { type: 'put', kind: 'incident', item: { ...incident, run }, expected: incident.version },
      {
        type: 'audit',
        note: {
          chain: incident.id,
          at,
          actor: { kind: 'system', name: 'workflow' },
          action: 'workflow.stopped',
          facts: { executionName: execution.name, status: execution.status, error: stopped.error },
        },
      },
    ]);
  });
}

function isReplaced(incident: Incident, executionName: string): boolean {
  const carrying = executionNumber(incident.id, incident.run.executionName);
  return carrying > executionNumber(incident.id, executionName);
}

async function createStopped(
  deps: Deps,
  input: ReportedIncident,
  execution: StoppedExecution,
  run: WorkflowRun,
  at: string,
): Promise<void> {
  if (!input.reportedBy) return;
  try {
    await createIncident(deps, { reported: input, reportedAt: execution.startedAt, run });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    // Nothing can be made of what was sent; which fields were wrong is kept, not what they held.
    await deps.repository.commit([
      {
        type: 'audit',
        note: {
          chain: 'system',
          at,
          actor: { kind: 'system', name: 'workflow' },
          action: 'report.refused',
          facts: {
            incidentId: input.incidentId,
            fields: error.errors.map(({ pointer, code }) => `${pointer} ${code}`).join(', '),
          },
        },
      },
    ]);
  }
}

/** What registration would have read; undefined if it is no input of ours. */
function parseInput(text: string): ReportedIncident | undefined {
  try {
    const input: unknown = JSON.parse(text);
    const ours =
      typeof input === 'object' && input !== null && 'incidentId' in input && typeof input.incidentId === 'string';
    return ours ? (input as ReportedIncident) : undefined;
  } catch {
    return undefined;
  }
}
