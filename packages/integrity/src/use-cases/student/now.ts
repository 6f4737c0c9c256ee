import type { Now } from '../../exam/attempt.ts';
import type { Deps } from '../../ports/deps.ts';

/** The present by both clocks, read once so that one decision sees one instant. */
export function presentOf(deps: Pick<Deps, 'clock' | 'workflowClock'>): Now {
  return { workflowMs: deps.workflowClock.nowMs(), realMs: deps.clock.nowMs() };
}
