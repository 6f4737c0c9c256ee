import type { Caller } from '@resit/integrity/access/caller';
import { isResitError } from '@resit/integrity/errors';
import type { Incident } from '@resit/integrity/incident/incident';
import type { Deps } from '@resit/integrity/ports/deps';
import { answerRequest } from '@resit/integrity/use-cases/staff/answer-request';
import { confirmFinding, refuseReport } from '@resit/integrity/use-cases/staff/confirm-report';
import { decideIncident } from '@resit/integrity/use-cases/staff/decide-incident';
import { lotOf } from './cast.ts';

const DAY_MS = 86_400_000;

/** The officers of the demonstration. They leave every third decision to whoever watches. */
export function createOffice(deps: Deps, officer: Caller) {
  const nowMs = () => deps.workflowClock.nowMs();
  const isOlder = (since: string, days: number) => nowMs() - Date.parse(since) > days * DAY_MS;

  const inStatus = async (status: Incident['status']): Promise<Incident[]> =>
    (await deps.repository.query('incident', 'byStatus', { partition: status, limit: 200 })).items;

  async function confirm(incident: Incident): Promise<void> {
    if (lotOf(incident.id, 'leave', 4) === 0 || !isOlder(incident.reportedAt, 1 + lotOf(incident.id, 'confirm', 2)))
      return;
    const input = { caller: officer, incidentId: incident.id };
    const foundOn = incident.reportedAt.slice(0, 10);
    if (lotOf(incident.id, 'refuse', 5) === 0)
      await refuseReport(deps, { ...input, why: 'The source is cited; this is a matter of style.' });
    else
      await confirmFinding(deps, {
        ...input,
        finding: { reference: `AI/${foundOn.slice(0, 4)}/${incident.reference}`, foundOn },
      });
  }

  async function decide(incident: Incident): Promise<void> {
    if (incident.status !== 'awaiting-decision' || incident.reportedBy.sub === officer.sub) return;
    if (lotOf(incident.id, 'leave', 3) === 0 || !isOlder(incident.flaggedAt, lotOf(incident.id, 'decide', 4))) return;
    const input = { caller: officer, incidentId: incident.id };
    const lot = lotOf(`${incident.id} ${incident.attemptsAllowed}`, 'outcome', 10);
    if (lot < 5)
      await decideIncident(deps, {
        ...input,
        decision: 'penalty',
        penalty: 'The unit is failed',
        why: 'All attempts were used.',
      });
    else if (lot < 8)
      await decideIncident(deps, { ...input, decision: 'attempt-granted', why: 'Illness during the last attempt.' });
    else await decideIncident(deps, { ...input, decision: 'dismissed', why: 'The evidence does not hold.' });
  }

  async function answer(): Promise<void> {
    const { items } = await deps.repository.query('request', 'open', { partition: 'open', limit: 100 });
    for (const { id, incidentId, examId, type, askedAt } of items) {
      if (lotOf(id, 'leave', 3) === 0 || !isOlder(askedAt, 1)) continue;
      const exam = await deps.repository.get('exam', examId);
      const until = new Date(Math.max(nowMs(), Date.parse(exam?.deadline.at ?? '')) + 5 * DAY_MS)
        .toISOString()
        .slice(0, 10);
      const granted = type === 'more-time';
      const text = granted
        ? 'You have five more days.'
        : 'We have checked: it is your work. The exam stays open to you.';
      await tolerant(
        answerRequest(deps, {
          caller: officer,
          incidentId,
          requestId: id,
          granted,
          text,
          ...(granted ? { until } : {}),
        }),
      );
    }
  }

  return {
    async look(): Promise<void> {
      for (const incident of await inStatus('to-be-confirmed')) await tolerant(confirm(incident));
      for (const incident of await inStatus('awaiting-decision')) await tolerant(decide(incident));
      await answer();
    },
  };
}

/** The student, or whoever watches, was faster: there is nothing left to do. */
export async function tolerant(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isResitError(error)) throw error;
  }
}
