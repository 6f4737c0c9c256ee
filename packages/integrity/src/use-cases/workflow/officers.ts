import type { Incident, OfficersReminded } from '../../incident/incident.ts';
import { incidentLink } from '../../mail/links.ts';
import type { Mail } from '../../mail/mail.ts';
import type { MailValues } from '../../mail/placeholders.ts';
import type { Deps } from '../../ports/deps.ts';
import { activeOfficers } from '../staff/officers-known.ts';
import { writeMail } from '../write-mail.ts';

/** One commit holds a mail for each; an office with more reads its shared mailbox. */
const OFFICERS_MAX = 40;

/** Officers are written to again once a week; a little less, so that a clock that runs early skips nobody. */
const REMIND_AFTER_MS = 6.5 * 86_400_000;

/** A notice that is not a day old is still new to whoever reads it, however many weeks a fast clock has run since. */
const SAME_NOTICE_MS = 86_400_000;

/**
 * True if officers have not been written to about this, or not for a week. Where the workflow runs faster than real time
 * (trying out), at most once a real day besides: otherwise the same notice comes again every few seconds.
 */
export function isNoticeDue(deps: Pick<Deps, 'clock' | 'workflowClock'>, last: OfficersReminded): boolean {
  const sinceMs = (instant: string | undefined, nowMs: number): number =>
    instant === undefined ? Number.POSITIVE_INFINITY : nowMs - Date.parse(instant);
  return (
    sinceMs(last.officersRemindedAt, deps.workflowClock.nowMs()) >= REMIND_AFTER_MS &&
    sinceMs(last.officersRemindedAtReal, deps.clock.nowMs()) >= SAME_NOTICE_MS
  );
}

/** What an incident keeps when officers are written to now. */
export const remindedNow = (deps: Pick<Deps, 'clock' | 'workflowClock'>): Required<OfficersReminded> => ({
  officersRemindedAt: new Date(deps.workflowClock.nowMs()).toISOString(),
  officersRemindedAtReal: new Date(deps.clock.nowMs()).toISOString(),
});

/** A mail for each officer with an account; where accounts are kept elsewhere, one to the office. */
export async function officerNotices(
  deps: Deps,
  incident: Incident,
  /** Tells this notice from others about the same incident; the incident's version does. */
  key: string,
  values: Pick<MailValues<'officer-notice'>, 'task' | 'what' | 'since'>,
): Promise<Mail[]> {
  const officers = await activeOfficers(deps);
  const { contactName, contactAddress, origin } = deps.institution;
  const to =
    officers.length > 0 && officers.length <= OFFICERS_MAX
      ? officers.map(({ id, name, email }) => ({ key: id, name, address: email }))
      : [{ key: 'office', name: contactName, address: contactAddress }];
  return Promise.all(
    to.map((officer) =>
      writeMail(deps, {
        id: `officer-notice:${incident.id}:${key}:${officer.key}`,
        template: 'officer-notice',
        to: { name: officer.name, address: officer.address },
        // Mail to the office is never held back with an import's.
        incident: { id: incident.id, reference: incident.reference },
        values: { ...values, link: incidentLink(origin, incident.id) },
      }),
    ),
  );
}
