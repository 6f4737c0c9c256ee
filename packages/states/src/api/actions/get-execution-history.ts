import type { HistoryEvent } from '../../history/event.ts';
import { toWire } from '../../history/wire.ts';
import { readEvents } from '../../runtime/stored-events.ts';
import type { Store } from '../../store/store.ts';
import { defineAction } from '../action.ts';
import { findExecution } from '../find.ts';
import { pageMembers, pageSize, positionOf, tokenFor } from '../pagination.ts';
import { flag, required, text } from '../shape.ts';

const CHUNKS_AT_A_TIME = 8;
/** A page ends when its events hold so many characters, however many were asked for. */
const PAGE_CHARACTERS_MAX = 4 * 1024 * 1024;

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
    const events = request.reverseOrder ? backwards(store, row.id, from) : forwards(store, row.id, from ?? 1);
    const { page, next } = takePage(events, limit);
    const includeExecutionData = request.includeExecutionData ?? true;
    return {
      events: page.map((event) => toWire(event, { includeExecutionData })),
      nextToken: next && tokenFor(next.id),
    };
  },
});

/** The first events, and the one after them. */
function takePage(events: Iterable<HistoryEvent>, limit: number): { page: HistoryEvent[]; next?: HistoryEvent } {
  const page: HistoryEvent[] = [];
  let characters = 0;
  for (const event of events) {
    if (page.length === limit || characters > PAGE_CHARACTERS_MAX) return { page, next: event };
    page.push(event);
    for (const member of Object.values(event)) if (typeof member === 'string') characters += member.length;
  }
  return { page };
}

/** Events from the one with this id on. */
function* forwards(store: Store, id: number, from: number): Generator<HistoryEvent> {
  for (let next = from; ; ) {
    const chunks = store.history(id, next, CHUNKS_AT_A_TIME);
    let last: HistoryEvent | undefined;
    for (const chunk of chunks) {
      for (const event of readEvents(chunk.events)) {
        if (event.id < next) continue;
        yield event;
        last = event;
      }
    }
    if (!last) return;
    next = last.id + 1;
  }
}

/** Events from the one with this id (the last when undefined) back. */
function* backwards(store: Store, id: number, from: number | undefined): Generator<HistoryEvent> {
  for (let next = from; next !== 0; ) {
    const chunks = store.historyBackwards(id, next, CHUNKS_AT_A_TIME);
    const limit = next ?? Number.POSITIVE_INFINITY;
    let last: HistoryEvent | undefined;
    for (const chunk of chunks) {
      for (const event of readEvents(chunk.events).reverse()) {
        if (event.id > limit) continue;
        yield event;
        last = event;
      }
    }
    if (!last) return;
    next = last.id - 1;
  }
}
