import type { Deps } from '../../ports/deps.ts';
import type { ExamSession } from '../../student/access.ts';
import { sessionId } from './exam-code.ts';

/** The exam session that a cookie stands for; undefined if there is none, or no longer. Says nothing of why. */
export async function resolveSession(
  deps: Pick<Deps, 'repository' | 'clock'>,
  cookie: string | undefined,
): Promise<ExamSession | undefined> {
  if (cookie === undefined || cookie === '') return undefined;
  const session = await deps.repository.get('examSession', sessionId(cookie));
  return session && Date.parse(session.expiresAt) > deps.clock.nowMs() ? session : undefined;
}

/** Ends the session of a cookie, as on a shared computer. Ending one that is over does nothing. */
export async function endSession(deps: Pick<Deps, 'repository'>, cookie: string | undefined): Promise<void> {
  if (cookie === undefined || cookie === '') return;
  await deps.repository.commit([{ type: 'delete', kind: 'examSession', id: sessionId(cookie) }]);
}
