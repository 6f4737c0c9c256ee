import type { Line } from './line.ts';
import type { Session } from './session.ts';

/**
 * Gives up what still runs beside a line that failed, and what failed itself, closing its waits.
 * @returns the last event that came of it
 */
export function abort(session: Session, lines: readonly Line[], failed: Line): number {
  let lastEventId = failed.lastEventId;
  for (const line of lines) {
    if (line.output !== undefined) continue;
    for (const inner of line.all()) {
      session.close(inner);
      if (inner.entered === undefined || inner.output !== undefined) continue;
      const { type } = inner.current;
      if (type === 'Task' || type === 'Wait') {
        lastEventId = session.record(inner.lastEventId, { type: `${type}StateAborted` });
      }
    }
    const at = session.ready.indexOf(line);
    if (at >= 0) session.ready.splice(at, 1);
  }
  return lastEventId;
}
