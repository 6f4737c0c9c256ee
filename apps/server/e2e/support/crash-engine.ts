import type { Incident } from '@resit/integrity/incident/incident';
import { isEnded } from '@resit/integrity/incident/transitions';
import Database from 'better-sqlite3';
import { createStates, type States } from 'states';
import { ManualClock } from 'states/runtime/manual-clock';
import { stateMachineArn } from '../../src/host/engine.ts';

const RUNNING = 0;
/** Executions are purged when they have been over for 90 days; within this time they have to be there. */
const KEPT_MS = 80 * 86_400_000;

/** What the engine's file holds of executions, by name, as it stands; nothing is taken up. */
export function readExecutions(file: string): { integrity: string; statusByName: Map<string, number> } {
  const db = new Database(file);
  try {
    const rows = db.prepare('SELECT name, status FROM execution WHERE name IS NOT NULL').all() as {
      name: string;
      status: number;
    }[];
    return {
      integrity: String(db.pragma('integrity_check', { simple: true })),
      statusByName: new Map(rows.map(({ name, status }) => [name, status])),
    };
  } finally {
    db.close();
  }
}

/** Executions that run for an incident that is not there, or the other way about. */
export function strayOf(statusByName: ReadonlyMap<string, number>, incidents: readonly Incident[]): string[] {
  return incidents
    .filter(({ status, run }) => !isEnded(status) && statusByName.get(run.executionName) !== RUNNING)
    .map(({ id, status }) => `Incident ${id} is ${status} and no execution carries it.`);
}

/**
 * Opens the engine's file once all is over, and compares every execution with its incident, and every history with what
 * a history has to be.
 */
export async function strayHistoriesOf(file: string, incidents: readonly Incident[]): Promise<string[]> {
  const faults: string[] = [];
  const states = await createStates({ dataFile: file, clock: new ManualClock(0), region: 'local' });
  try {
    const byName = new Map<string, { executionArn: string; status: string }>();
    for (let nextToken: string | undefined; ; ) {
      const page = await states.operations.listExecutions({
        stateMachineArn,
        maxResults: 1000,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      for (const { name, executionArn, status } of page.executions) byName.set(name, { executionArn, status });
      nextToken = page.nextToken;
      if (nextToken === undefined) break;
    }
    const newestMs = Math.max(...incidents.map(({ changedAt }) => Date.parse(changedAt)));
    for (const { id, changedAt, run } of incidents)
      if (!byName.has(run.executionName) && newestMs - Date.parse(changedAt) < KEPT_MS)
        faults.push(`Incident ${id} has lost its execution.`);
    const carried = new Set(incidents.map(({ run }) => run.executionName));
    for (const [name, { executionArn, status }] of byName) {
      if (!carried.has(name)) faults.push(`Execution ${name} carries no incident.`);
      if (status !== 'SUCCEEDED') faults.push(`Execution ${name} is ${status} at the end.`);
      faults.push(...(await brokenHistory(states, name, executionArn)));
    }
    return faults;
  } finally {
    await states.close();
  }
}

async function brokenHistory(states: States, name: string, executionArn: string): Promise<string[]> {
  const faults: string[] = [];
  let lastId = 0;
  let lastType = '';
  let state = '';
  const entered = new Map<string, number>();
  let deadlinesFired = 0;
  for (let nextToken: string | undefined; ; ) {
    const page = await states.operations.getExecutionHistory({
      executionArn,
      maxResults: 1000,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    for (const { id, type, previousEventId = 0, stateEnteredEventDetails } of page.events) {
      if (id !== lastId + 1 || previousEventId >= id) faults.push(`The history of ${name} breaks at event ${id}.`);
      lastId = id;
      lastType = type;
      if (stateEnteredEventDetails) {
        state = String((stateEnteredEventDetails as { name?: unknown }).name);
        entered.set(state, (entered.get(state) ?? 0) + 1);
      }
      if (type === 'TaskTimedOut' && state === 'SendNotification') deadlinesFired += 1;
    }
    nextToken = page.nextToken;
    if (nextToken === undefined) break;
  }
  if (lastType !== 'ExecutionSucceeded') faults.push(`The history of ${name} ends with ${lastType}.`);
  if (entered.get('RegisterIncident') !== 1) faults.push(`Execution ${name} registered other than once.`);
  if ((entered.get('ReviewDeadline') ?? 0) !== deadlinesFired)
    faults.push(`The timers of ${name} fired ${deadlinesFired} times, and were looked at another number of times.`);
  return faults;
}
