import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { createStates } from 'states';
import { ManualClock } from 'states/runtime/manual-clock';
import { dataFile } from '../host/data-folder.ts';
import { stateMachineArn } from '../host/engine.ts';

/** An execution that was accepted and has not stored its incident: its input is all that there is of the report. */
export interface UnregisteredReport {
  name: string;
  input: string;
}

const PAGE = 1000;

/**
 * Reports that only the engine knows of. Looks at a copy of the engine's file, on a clock that stands still and with
 * functions that never answer, so that nothing goes on.
 */
export async function unregisteredReports(dataFolder: string): Promise<UnregisteredReport[]> {
  if (!existsSync(dataFile(dataFolder, 'engine.db'))) return [];
  const temporary = mkdtempSync(join(resolve(dataFolder), 'export-'));
  try {
    const engineFile = join(temporary, 'engine.db');
    const source = new Database(dataFile(dataFolder, 'engine.db'), { readonly: true });
    try {
      await source.backup(engineFile);
    } finally {
      source.close();
    }
    return await runningWithoutIncident(engineFile, dataFile(dataFolder, 'resit.db'));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function runningWithoutIncident(engineFile: string, repositoryFile: string): Promise<UnregisteredReport[]> {
  const [, , , region = '', accountId = ''] = stateMachineArn.split(':');
  const states = await createStates({
    dataFile: engineFile,
    clock: new ManualClock(Date.now()),
    region,
    accountId,
    invokeLambda: () => new Promise(() => undefined),
  });
  const db = new Database(repositoryFile, { readonly: true });
  const isStored = db.prepare(`SELECT 1 FROM items WHERE kind = 'incident' AND id = ?`).pluck();
  const found: UnregisteredReport[] = [];
  try {
    let nextToken: string | undefined;
    do {
      const page = await states.operations.listExecutions({
        stateMachineArn,
        statusFilter: 'RUNNING',
        maxResults: PAGE,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      for (const { name, executionArn } of page.executions) {
        const { input = '{}' } = await states.operations.describeExecution({ executionArn });
        const { incidentId, report } = JSON.parse(input) as { incidentId?: string; report?: unknown };
        if (report !== undefined && isStored.get(incidentId) === undefined) found.push({ name, input });
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return found;
  } finally {
    db.close();
    await states.close();
  }
}
