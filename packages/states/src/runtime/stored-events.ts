import type { HistoryEvent } from '../history/event.ts';
import { decodeEvents, encodeEvents } from '../history/stored.ts';
import { packHistory, unpackHistory } from './packed-history.ts';

/** Events as the store keeps them. */
export function writeEvents(events: readonly HistoryEvent[]): string {
  return packHistory(encodeEvents(events));
}

/** All of them, or the first few. Throws StoredHistoryError. */
export function readEvents(text: string, most?: number): HistoryEvent[] {
  return decodeEvents(unpackHistory(text), most);
}
