import type { Line } from './line.ts';
import type { Session } from './session.ts';

/** Gives up lines beside one that failed (and that one's own state), closing their waits. */
export function abort(session: Session, lines: readonly Line[]): void {
  for (const line of lines) {
    if (line.output !== undefined) continue;
    for (const inner of line.all()) {
      session.close(inner);
      if (inner.entered === undefined || inner.output !== undefined) continue;
      const { type } = inner.current;
      if (type === 'Task' || type === 'Wait') {
        session.record(inner.lastEventId, { type: `${type}StateAborted` });
      }
    }
  }
  const given = new Set(lines.flatMap((line) => [...line.all()]));
  session.forget((line) => given.has(line));
}
