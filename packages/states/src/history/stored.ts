import type { HistoryEvent, HistoryEventType } from './event.ts';
import { eventShapes } from './shape.ts';

/**
 * The stored form of events that were committed together, version 1. Text:
 *
 *     [1,<first id>,<time of the first, ms>]⏎
 *     ["<type>",<id - previousEventId>,<ms since the first>,<payload>,<member>…]⏎<payload text>
 *
 * one such record an event. `<payload>` is the length of the payload text that follows the line (in UTF-16 code units),
 * or -1 where the payload equals the last one written or referred to in this chunk, or is missing where the type has
 * none. Payloads are written verbatim. Members stand in the order of `eventShapes`, null where missing, and may be fewer
 * than the shape now has.
 */
export const STORED_HISTORY_VERSION = 1;

/** The bytes are not a history chunk of a version this build reads. */
export class StoredHistoryError extends Error {
  readonly code = 'STORED_HISTORY_UNREADABLE';
}

/** Encodes events with contiguous ids, at least one. */
export function encodeEvents(events: readonly HistoryEvent[]): string {
  const first = events[0];
  if (first === undefined) throw new StoredHistoryError('a history chunk has at least one event');
  let text = `[${STORED_HISTORY_VERSION},${first.id},${first.timestampMs}]\n`;
  let lastPayload: string | undefined;
  for (const event of events) {
    const payload = payloadOf(event);
    text += `["${event.type}",${event.id - event.previousEventId},${event.timestampMs - first.timestampMs}`;
    if (payload === undefined) {
      text += `${membersOf(event)}]\n`;
    } else if (payload === lastPayload) {
      text += `,-1${membersOf(event)}]\n`;
    } else {
      text += `,${payload.length}${membersOf(event)}]\n${payload}`;
      lastPayload = payload;
    }
  }
  return text;
}

function payloadOf(event: HistoryEvent): string | undefined {
  // by far the most frequent, and quicker than by shape
  if ('input' in event) return event.input;
  if ('output' in event) return event.output;
  return 'parameters' in event ? event.parameters : undefined;
}

function membersOf(event: HistoryEvent): string {
  if ('name' in event && !('index' in event)) {
    if (!('assignedVariables' in event)) return `,${quote(event.name)}`;
    return `,${quote(event.name)},${JSON.stringify(event.assignedVariables)}`;
  }
  const source = event as unknown as Readonly<Record<string, unknown>>;
  let text = '';
  let missing = '';
  for (const member of eventShapes[event.type].members) {
    const value = source[member];
    if (value === undefined) missing += ',null';
    else {
      text += `${missing},${JSON.stringify(value)}`;
      missing = '';
    }
  }
  return text;
}

const quoted = new Map<string, string>();
const MAX_QUOTED = 10_000;

/** A name as a JSON string; names come again and again. */
function quote(name: string): string {
  let text = quoted.get(name);
  if (text === undefined) {
    text = JSON.stringify(name);
    if (quoted.size >= MAX_QUOTED) quoted.clear();
    quoted.set(name, text);
  }
  return text;
}

/** @throws {StoredHistoryError} */
export function decodeEvents(text: string): HistoryEvent[] {
  let at = 0;
  const line = (): unknown[] => {
    const end = text.indexOf('\n', at);
    if (end < 0) throw new StoredHistoryError('a history chunk is cut short');
    const parsed: unknown = JSON.parse(text.slice(at, end));
    at = end + 1;
    return parsed as unknown[];
  };
  const [version, firstId, firstMs] = line() as [number, number, number];
  if (version !== STORED_HISTORY_VERSION) throw new StoredHistoryError(`history version ${version} is unknown`);
  const events: HistoryEvent[] = [];
  let lastPayload = '';
  while (at < text.length) {
    const record = line();
    const [type, behind, sinceMs] = record as [HistoryEventType, number, number];
    const shape = eventShapes[type];
    if (shape === undefined) throw new StoredHistoryError(`event type ${type} is unknown`);
    const id = firstId + events.length;
    const event: Record<string, unknown> = { type, id, previousEventId: id - behind, timestampMs: firstMs + sinceMs };
    let position = 3;
    if (shape.payload !== undefined) {
      const length = record[position++] as number;
      if (length >= 0) {
        lastPayload = text.slice(at, at + length);
        at += length;
      }
      event[shape.payload] = lastPayload;
    }
    for (const member of shape.members) {
      const value = record[position++];
      if (value !== undefined && value !== null) event[member] = value;
    }
    events.push(event as unknown as HistoryEvent);
  }
  return events;
}
