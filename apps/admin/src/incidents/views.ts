import { plusDays } from '../format/zone.ts';
import { type IncidentFilters, noFilters, searchFromFilters } from './filters.ts';

/** A list that people come back to: a name and the address's query. */
export interface View {
  id: string;
  name: string;
  /** Query of the address, without a question mark. */
  search: string;
}

const view = (id: string, name: string, filters: Partial<IncidentFilters>): View => ({
  id,
  name,
  search: searchFromFilters({ ...noFilters, ...filters }).toString(),
});

/** Views that everybody has; officers have those on what needs them. `today` is the institution's date. */
export function builtInViews(seesEverything: boolean, today: string): View[] {
  const mine = view('mine', 'Reported by me', { reporter: 'me' });
  const all = view('all', 'All incidents', {});
  if (!seesEverything) return [all];
  return [
    all,
    view('decide', 'Awaiting decision', { status: ['awaiting-decision'] }),
    view('confirm', 'To be confirmed', { status: ['to-be-confirmed'] }),
    view('requests', 'Requests to answer', { attention: ['openRequest'] }),
    view('not-notified', 'Not notified', { attention: ['notNotified'] }),
    view('due', 'Due in the next 7 days', {
      status: ['exam-open'],
      dueFrom: today,
      dueBefore: plusDays(today, 7),
      sort: 'deadline',
    }),
    view('stopped', 'Workflow stopped', { attention: ['stopped'] }),
    mine,
  ];
}

/** The view that shows exactly what an address asks for, saved ones first. */
export const viewOf = (views: readonly View[], search: string): View | undefined =>
  views.find((candidate) => candidate.search === search);

/** Reads saved views; whatever is not one is left out. */
export function parseViews(text: string | null): View[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(value)) return [];
    return value.filter((entry): entry is View => {
      if (typeof entry !== 'object' || entry === null) return false;
      const { id, name, search } = entry as Record<string, unknown>;
      return typeof id === 'string' && typeof name === 'string' && typeof search === 'string';
    });
  } catch {
    return [];
  }
}
