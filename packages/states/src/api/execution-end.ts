import { readEvents } from '../runtime/stored-events.ts';
import type { ExecutionHead, Store } from '../store/store.ts';

/** What an execution came to. */
export interface ExecutionEnd {
  /** JSON text. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Read from the last event: nothing of it is kept twice. Empty while the execution runs, and where its time ran out. */
export function endOf(store: Store, row: ExecutionHead): ExecutionEnd {
  if (row.status === 'RUNNING') return {};
  const chunk = store.historyBackwards(row.id, undefined, 1)[0];
  const last = chunk && readEvents(chunk.events).at(-1);
  switch (last?.type) {
    case 'ExecutionSucceeded':
      return { output: last.output };
    case 'ExecutionFailed':
    case 'ExecutionAborted':
      return {
        ...(last.error === undefined ? {} : { error: last.error }),
        ...(last.cause === undefined ? {} : { cause: last.cause }),
      };
    default:
      return {};
  }
}
