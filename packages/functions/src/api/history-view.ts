import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** JSON as a value; text that is no JSON as text. */
export function textOrJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** An event as the API tells it: whatever its `…EventDetails` is called, it is `details`. Not yet redacted. */
export function eventView(event: HistoryEvent) {
  return {
    id: event.id ?? 0,
    previousEventId: event.previousEventId ?? 0,
    timestamp: event.timestamp?.toISOString() ?? '',
    type: event.type ?? '',
    details: detailsOf(event),
  };
}

/** The details of an event, whichever kind it is; empty for events that have none. */
export function detailsOf(event: HistoryEvent): Record<string, unknown> {
  const named = Object.entries(event).find(([name, value]) => name.endsWith('EventDetails') && value !== undefined);
  return (named?.[1] as Record<string, unknown> | undefined) ?? {};
}
