import type { HistoryEvent } from '../../history/event.ts';
import { toWire } from '../../history/wire.ts';
import { readEvents } from '../../runtime/stored-events.ts';
import type { Store } from '../../store/store.ts';
import { defineAction } from '../action.ts';
import { findExecution } from '../find.ts';
import { pageMembers, pageSize, positionOf, tokenFor } from '../pagination.ts';
import { flag, required, text } from '../shape.ts';

const CHUNKS_AT_A_TIME = 50;

export const getExecutionHistory = defineAction({
  name: 'GetExecutionHistory',
  input: {
    ...pageMembers,
    executionArn: required(text({ min: 1, max: 256 })),
    reverseOrder: flag(),
    includeExecutionData: flag(),
  },
  run(context, request) {
    const { store } = context.engine;
    const { row } = findExecution(context, request.executionArn);
    const limit = pageSize(request.maxResults);
    const from = positionOf(request.nextToken);
    const found = request.reverseOrder
      ? backwards(store, row.id, from, limit + 1)
      : forwards(store, row.id, from ?? 1, limit + 1);
    const page = found.slice(0, limit);
    const next = found[limit];
    const includeExecutionData = request.includeExecutionData ?? true;
    return {
      events: page.map((event) => toWire(event, { includeExecutionData })),
      nextToken: next && tokenFor(next.id),
    };
  },
});

/** At most `count` events from the one with this id on. */
function forwards(store: Store, id: number, from: number, count: number): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  for (let next = from; events.length < count; ) {
    const chunks = store.history(id, next, CHUNKS_AT_A_TIME);
    const read = chunks.flatMap((chunk) => readEvents(chunk.events)).filter((event) => event.id >= next);
    events.push(...read);
    const last = read.at(-1);
    if (!last) break;
    next = last.id + 1;
  }
  return events.slice(0, count);
}

/** At most `count` events from the one with this id (the last when undefined) back. */
function backwards(store: Store, id: number, from: number | undefined, count: number): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  for (let next = from; events.length < count && next !== 0; ) {
    const chunks = store.historyBackwards(id, next, CHUNKS_AT_A_TIME);
    const limit = next ?? Number.POSITIVE_INFINITY;
    const read = chunks.flatMap((chunk) => readEvents(chunk.events).reverse()).filter((event) => event.id <= limit);
    events.push(...read);
    const last = read.at(-1);
    if (!last) break;
    next = last.id - 1;
  }
  return events.slice(0, count);
}
