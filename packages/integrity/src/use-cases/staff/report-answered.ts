import type { Caller } from '../../access/caller.ts';
import type { Incident } from '../../incident/incident.ts';
import { incidentLink } from '../../mail/links.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';
import { mailChange, writeMail } from '../write-mail.ts';

type Answer = 'confirmed' | 'refused';

/** The officer's reason stays among officers, who may have written it about the student. */
const words: Record<Answer, { outcome: string; whatNext: string }> = {
  confirmed: {
    outcome: 'an officer has confirmed your report.',
    whatNext: 'We ask the student to take an exam about referencing. You can follow on the page how it goes on.',
  },
  refused: {
    outcome: 'an officer has looked at your report and does not take it up.',
    whatNext: 'The student has not heard of it. If you would like to know why, answer this mail.',
  },
};

/**
 * The mail that tells whoever reported an incident what became of the report: to be committed with the answer. None goes to
 * a system, to whoever answered their own report, or where accounts, and so addresses, are kept elsewhere.
 */
export async function reportAnsweredMail(
  deps: Deps,
  incident: Incident,
  answer: Answer,
  caller: Caller,
): Promise<Change[]> {
  const { sub } = incident.reportedBy;
  if (deps.staffElsewhere || sub === caller.sub) return [];
  const reporter = await deps.repository.get('staff', sub);
  if (!reporter || reporter.disabled) return [];
  const mail = await writeMail(deps, {
    id: `report-answered:${incident.id}`,
    template: 'report-answered',
    to: { name: reporter.name, address: reporter.email },
    incident,
    values: { ...words[answer], link: incidentLink(deps.institution.origin, incident.id) },
  });
  return [mailChange(mail)];
}
