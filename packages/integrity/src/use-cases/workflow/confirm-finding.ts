import { dayWords } from '../../exam/deadline.ts';
import type { Incident } from '../../incident/incident.ts';
import type { Deps } from '../../ports/deps.ts';
import type { PendingCallback } from '../../ports/records.ts';
import { type BroughtToken, callbackAtOnce, isNewer, recordedToken, retryOnConflict } from '../decide.ts';
import { mailChange } from '../write-mail.ts';
import { IncidentUnknown } from './errors.ts';
import { isNoticeDue, officerNotices, remindedNow } from './officers.ts';

/**
 * Waits for an officer to confirm or refuse a lecturer's report: records the token on the incident, to which the answer
 * will be written, and writes to the officers, again after a week. Completes at once if the answer is there.
 * @throws IncidentUnknown
 */
export async function confirmFinding(deps: Deps, incidentId: string, token: BroughtToken): Promise<void> {
  const woke = await retryOnConflict(async () => {
    const incident = await deps.repository.get('incident', incidentId);
    if (!incident) throw new IncidentUnknown(incidentId);
    if (incident.status !== 'to-be-confirmed') {
      const output = confirmationOf(incident);
      await deps.repository.commit([callbackAtOnce(incident.id, incident.id, token, output, deps.clock)]);
      return 'callbacks';
    }
    if (!isNewer(token, incident.waiting)) return undefined;
    const noticeDue = isNoticeDue(deps, incident);
    const mails = noticeDue ? await notices(deps, incident) : [];
    const waiting: Incident = {
      ...incident,
      waiting: recordedToken(token),
      ...(noticeDue ? remindedNow(deps) : {}),
    };
    await deps.repository.commit([
      { type: 'put', kind: 'incident', item: waiting, expected: incident.version },
      ...mails.map(mailChange),
    ]);
    return mails.length > 0 ? 'mail' : undefined;
  });
  if (woke) deps.wake[woke]();
}

const confirmationOf = (incident: Incident): PendingCallback['output'] => ({
  incidentId: incident.id,
  decision: incident.status === 'withdrawn' && incident.refused ? 'refused' : 'confirmed',
});

const notices = (deps: Deps, incident: Incident) =>
  officerNotices(deps, incident, `confirm-${incident.version}`, {
    task: 'Please confirm or refuse',
    what: 'a lecturer reported it, and it waits for you to check the details and record the finding.',
    since: dayWords(Date.parse(incident.reportedAt), deps.institution.timeZone),
  });
