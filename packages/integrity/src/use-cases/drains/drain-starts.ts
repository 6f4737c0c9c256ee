import type { Deps } from '../../ports/deps.ts';
import { startExecution } from '../workflow/start-execution.ts';

/**
 * Starts executions that were asked for and have not begun, because the process died in between. Registration clears the
 * wish. Returns how many were started.
 */
export async function drainStarts(deps: Deps): Promise<number> {
  const { items } = await deps.repository.query('incident', 'toStart', { partition: 'to-start', limit: 100 });
  for (const incident of items) await startExecution(deps, incident.id, incident.run.executionName);
  return items.length;
}
