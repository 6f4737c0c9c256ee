import type { HistoryEvent, HistoryEventType } from './event.ts';
import { eventShapes } from './shape.ts';
import { StoredHistoryError } from './stored-error.ts';

/**
 * Reads the first stored form of events that were committed together, which is not written any more. Text:
 *
 *     [1,<first id>,<time of the first, ms>]⏎
 *     ["<type>",<id - previousEventId>,<ms since the first>,<payload>,<member>…]⏎<payload text>
 *
 * one such record an event. `<payload>` is the length of the payload text that follows the line (in UTF-16 code units),
 * or -1 where the payload equals the last one written or referred to in this chunk, or is missing where the type has
 * none. Payloads are written verbatim. Members stand in the order of `eventShapes`, null where missing, and may be fewer
 * than the shape now has.
 */
export function decodeFirstForm(text: string): HistoryEvent[] {
  let at = 0;
  const line = (): unknown[] => {
    const end = text.indexOf('\n', at);
    if (end < 0) throw new StoredHistoryError('a history chunk is cut short');
    const parsed: unknown = JSON.parse(text.slice(at, end));
    at = end + 1;
    return parsed as unknown[];
  };
  const [version, firstId, firstMs] = line() as [number, number, number];
  if (version !== 1) throw new StoredHistoryError(`history version ${version} is unknown`);
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
