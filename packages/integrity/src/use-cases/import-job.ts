/** One row of an import that could not be taken: 1-based line of the file and words that say what to mend. */
export interface BadRow {
  line: number;
  reason: string;
}

/** A bulk import of incidents from CSV: previewed, then run with progress. */
export interface ImportJob {
  id: string;
  version: number;
  shape: 1;
  fileName: string;
  by: { sub: string; name: string };
  status: 'preview' | 'running' | 'done' | 'undone';
  createdAt: string;
  total: number;
  /** Incidents started so far, and those which had been imported before. */
  started: number;
  already: number;
  bad: readonly BadRow[];
  /** Mail of this import is held until then, so that it can be undone (real time). */
  heldUntil?: string;
}
