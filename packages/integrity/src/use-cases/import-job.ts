import type { Caller } from '../access/caller.ts';
import type { UnreadableRow } from '../csv-table.ts';
import type { Report } from '../incident/report.ts';

/** One row of an import that could not be taken. */
export type BadRow = UnreadableRow;

/** A bulk import of incidents from CSV: previewed, then run with progress, undone while its mail is held. */
export interface ImportJob {
  id: string;
  version: number;
  shape: 1;
  fileName: string;
  /** Who read the file in. */
  by: Caller;
  /** In whose name its incidents are reported, once it runs. */
  runBy?: Caller;
  undoneBy?: Caller;
  status: 'preview' | 'running' | 'done' | 'undoing' | 'undone';
  createdAt: string;
  /** Rows of the file, bad ones included. */
  total: number;
  good: number;
  /** Chunks of good rows that are stored, and how many of them the run (or the undoing) has behind it. */
  chunks: number;
  chunksDone: number;
  /** Incidents started so far, those which had been imported before, and rows that could not be started. */
  started: number;
  already: number;
  failed: number;
  /** Incidents that undoing withdrew. */
  withdrawn: number;
  /** The first good rows, for the preview. */
  sample: readonly ImportRow[];
  /** At most a thousand are kept; `badCount` counts all. */
  bad: readonly BadRow[];
  badCount: number;
  /** It can be undone until then (real time); its mail is held a little longer. */
  heldUntil?: string;
}

/** One good row: the incident that it becomes and what is reported. */
export interface ImportRow {
  line: number;
  /** What makes the row this incident and no other: importing it again names the same one. */
  key: string;
  report: Report;
  /** Set once the run came by: by this import, or there before it. */
  outcome?: 'started' | 'already' | 'failed';
}

/** A chunk of an import's good rows. Its id is `<import id>:<number from 0>`. */
export interface ImportRows {
  id: string;
  version: number;
  shape: 1;
  rows: readonly ImportRow[];
}
