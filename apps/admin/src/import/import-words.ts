import type { Schemas } from '../api/context.tsx';
import type { StatusWords } from '../format/status-words.ts';

export const importWords = {
  preview: { type: 'pending', text: 'Preview' },
  running: { type: 'in-progress', text: 'Running' },
  done: { type: 'success', text: 'Done' },
  undoing: { type: 'in-progress', text: 'Being undone' },
  undone: { type: 'stopped', text: 'Undone' },
} as const satisfies Record<Schemas['ImportView']['status'], StatusWords>;

/** '1 incident', '10,000 incidents'. */
export const incidentsInWords = (count: number): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? 'incident' : 'incidents'}`;
