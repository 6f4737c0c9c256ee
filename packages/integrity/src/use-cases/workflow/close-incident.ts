import { deadlineAfter, deadlineWords } from '../../exam/deadline.ts';
import type { Deadline } from '../../exam/exam.ts';
import type { Closed } from '../../incident/incident.ts';
import type { Deps } from '../../ports/deps.ts';
import { retryOnConflict } from '../decide.ts';
import { PolicyMissing } from '../staff/save-policy.ts';
import { mailChange, writeMail } from '../write-mail.ts';
import { IncidentElsewhere, IncidentUnknown } from './errors.ts';

/**
 * Tells the student of a decision, and until when an appeal may be made. A repeated call changes nothing.
 * @throws IncidentUnknown, IncidentElsewhere
 */
export async function closeIncident(deps: Deps, incidentId: string): Promise<{ incidentId: string }> {
  await retryOnConflict(async () => {
    const incident = await deps.repository.get('incident', incidentId);
    if (!incident) throw new IncidentUnknown(incidentId);
    if (incident.status !== 'closed') throw new IncidentElsewhere(incidentId, 'CloseIncident', incident.status);
    if (incident.appealBy !== undefined) return;
    const policy = await deps.repository.get('policy', String(incident.policyNumber));
    if (!policy) throw new PolicyMissing();
    const nowMs = deps.workflowClock.nowMs();
    const appealBy = deadlineAfter(nowMs, policy.appealDays, deps.institution.timeZone);
    const at = new Date(nowMs).toISOString();
    await deps.repository.commit([
      {
        type: 'put',
        kind: 'incident',
        item: { ...incident, appealBy: appealBy.at, changedAt: at },
        expected: incident.version,
      },
      mailChange(await letter(deps, incident, appealBy)),
      {
        type: 'audit',
        note: {
          chain: incidentId,
          at,
          actor: { kind: 'system', name: 'workflow' },
          action: 'incident.closed',
          facts: { outcome: incident.outcome, appealBy: appealBy.at },
        },
      },
    ]);
    deps.wake.mail();
  });
  return { incidentId };
}

function letter(deps: Deps, incident: Closed, appealBy: Deadline) {
  const penalty = incident.outcome === 'penalty';
  const { contactName } = deps.institution;
  return writeMail(deps, {
    id: `decision:${incident.id}:${incident.version}`,
    template: 'decision',
    to: { name: incident.student.name, address: incident.student.email },
    incident,
    values: {
      outcome: penalty ? 'there is a penalty.' : 'there is no penalty, and the matter is closed.',
      penalty: penalty ? (incident.penalty ?? '') : '',
      appeal: penalty
        ? `You can appeal until ${deadlineWords(appealBy)}: answer this mail and say why, or ask ${contactName} how.`
        : '',
    },
  });
}
