import type { Schemas } from '../api/context.tsx';

type Event = Pick<Schemas['HistoryEvent'], 'id' | 'previousEventId' | 'type' | 'details'>;

/** The state that each event belongs to, by event id: the one it names, otherwise that of the event before it. */
export function eventStates(events: readonly Event[]): ReadonlyMap<number, string> {
  const states = new Map<number, string>();
  for (const event of [...events].sort((a, b) => a.id - b.id)) {
    const named = /State(Entered|Exited)$/.test(event.type) ? event.details['name'] : undefined;
    const state =
      typeof named === 'string'
        ? named
        : event.type.startsWith('Execution')
          ? undefined
          : states.get(event.previousEventId);
    if (state !== undefined) states.set(event.id, state);
  }
  return states;
}
