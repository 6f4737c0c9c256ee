import { openDeps } from '../deps.ts';
import { log } from '../function-log.ts';
import { traced } from '../tracing/tracing.ts';
import { createWatch } from '../watch.ts';

/** Every minute by the clock, and by hand when the service could not be reached although it worked. */
export const handler = traced(createWatch(openDeps(), log));
