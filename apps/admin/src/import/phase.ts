import type { Schemas } from '../api/context.tsx';

type Import = Pick<Schemas['ImportView'], 'status' | 'good' | 'started' | 'already' | 'failed' | 'withdrawn'>;

export interface Progress {
  /** Whole percent. */
  value: number;
  words: string;
}

/** How far an import, or its undoing, has come. */
export function progressOf(job: Import): Progress {
  const part = (done: number, of: number): number => (of === 0 ? 100 : Math.min(100, Math.floor((100 * done) / of)));
  switch (job.status) {
    case 'preview':
      return { value: 0, words: 'Nothing has been started yet.' };
    case 'running': {
      const done = job.started + job.already + job.failed;
      return { value: part(done, job.good), words: `${done} of ${job.good} rows` };
    }
    case 'done':
      return { value: 100, words: `${job.started} started` };
    case 'undoing':
      return { value: part(job.withdrawn, job.started), words: `${job.withdrawn} of ${job.started} withdrawn` };
    case 'undone':
      return { value: 100, words: `${job.withdrawn} withdrawn` };
  }
}

export const isMoving = (status: Schemas['ImportView']['status']): boolean =>
  status === 'running' || status === 'undoing';
