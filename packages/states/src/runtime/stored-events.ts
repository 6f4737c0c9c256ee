import type { HistoryEvent } from '../history/event.ts';
import { decodeEvents, encodeEvents } from '../history/stored.ts';
import { packHistory, unpackHistory } from './packed-history.ts';

/** Events as the store keeps them. Where no task was worked on there is nothing to pack, and nothing is searched for it. */
export function writeEvents(events: readonly HistoryEvent[]): string {
  const text = encodeEvents(events);
  return events.some(({ type }) => type.startsWith('Task')) ? packHistory(text) : text;
}

/** Throws StoredHistoryError. */
export function readEvents(text: string): HistoryEvent[] {
  return decodeEvents(unpackHistory(text));
}
