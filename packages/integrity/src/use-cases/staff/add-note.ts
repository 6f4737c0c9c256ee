import type { Deps } from '../../ports/deps.ts';
import type { Note } from '../../ports/records.ts';
import { type ActionInput, actOnIncident } from './act-on-incident.ts';

/** Adds a note of staff to an incident. @throws as `actOnIncident` */
export function addNote(deps: Deps, input: ActionInput & { text: string }): Promise<void> {
  return actOnIncident(deps, 'addNote', 'notes', input, ({ incident, at }) => {
    const note: Note = {
      id: deps.ids.random(100),
      version: 0,
      incidentId: incident.id,
      text: input.text,
      by: { sub: input.caller.sub, name: input.caller.name },
      at,
    };
    return {
      changes: [{ type: 'put', kind: 'note', item: note, expected: null }],
      note: { action: 'note.added', facts: { noteId: note.id } },
      result: undefined,
    };
  });
}
