import type { Store } from '../store/store.ts';
import { readEvents } from './stored-events.ts';

/** The input that an execution was started with, from its history. */
export function executionInput(store: Store, id: number): string {
  const chunk = store.history(id, 1, 1)[0];
  const first = chunk && readEvents(chunk.events, 1)[0];
  return first?.type === 'ExecutionStarted' ? first.input : '{}';
}
