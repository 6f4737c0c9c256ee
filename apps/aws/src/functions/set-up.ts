import { ensurePolicy, loadBank } from '@resit/integrity/use-cases/first-data';
import { customResource } from '../custom-resource.ts';
import { openRepository } from '../deps.ts';
import { log } from '../function-log.ts';
import { readQuestions } from '../shipped-content.ts';
import { systemClock } from '../system-clock.ts';

const deps = { repository: openRepository(), clock: systemClock };

/** Called at each deployment that brings other questions: the default policy, and questions that are newer than those there. */
export const handler = customResource('first-data', async () => {
  await ensurePolicy(deps);
  const count = await loadBank(deps, readQuestions());
  log.info('questions loaded', { count });
});
