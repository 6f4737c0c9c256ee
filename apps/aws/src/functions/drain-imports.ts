import { drainImports } from '@resit/integrity/use-cases/import/drain-imports';
import { openDeps } from '../deps.ts';
import { traced } from '../tracing/tracing.ts';
import type { LambdaContext } from '../workflow-handler.ts';
import { openWorkflow } from '../workflow-service.ts';

const deps = openDeps({ workflow: openWorkflow() });

/** Left of the function's time when it takes up no further part of an import. */
const LAST_MS = 60_000;

/** Called by the table's stream when an import is written, and now and then for one that was left in the middle. */
export const handler = traced(async (_event: unknown, context: LambdaContext): Promise<void> => {
  const stopping = new AbortController();
  const timer = setTimeout(() => stopping.abort(), Math.max(0, context.getRemainingTimeInMillis() - LAST_MS));
  try {
    await drainImports(deps, stopping.signal);
  } finally {
    clearTimeout(timer);
  }
});
