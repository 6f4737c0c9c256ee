import type { Withdrawn } from '../../incident/incident.ts';
import { isToStudent, type Mail, type MailTemplate } from '../../mail/mail.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';
import { retryOnConflict } from '../decide.ts';
import { mailChange, writeMail } from '../write-mail.ts';
import { IncidentElsewhere, IncidentUnknown } from './errors.ts';

/** Mails that ask something of the student which a withdrawal takes back. */
const calledOff: readonly MailTemplate[] = ['invitation', 'reminder', 'extension', 'administrative-action', 'result'];

/**
 * Ends a withdrawn incident: mails that are still on their way are called off, and the student gets a letter, unless
 * they never heard of it (a refused report, an import that was undone). A repeated call changes nothing.
 * @throws IncidentUnknown, IncidentElsewhere
 */
export async function withdrawIncident(deps: Deps, incidentId: string): Promise<{ incidentId: string }> {
  await retryOnConflict(async () => {
    const incident = await deps.repository.get('incident', incidentId);
    if (!incident) throw new IncidentUnknown(incidentId);
    if (incident.status !== 'withdrawn') throw new IncidentElsewhere(incidentId, 'WithdrawIncident', incident.status);
    const changes = await owedByWithdrawal(deps, incident);
    if (changes.length === 0) return;
    await deps.repository.commit(changes);
    deps.wake.mail();
  });
  return { incidentId };
}

/** What is still to be done of a withdrawal: nothing once it has been done. */
export async function owedByWithdrawal(deps: Deps, incident: Withdrawn): Promise<Change[]> {
  const id = `withdrawn:${incident.id}:${incident.withdrawnAt}`;
  if (await deps.repository.get('mail', id)) return [];
  const mails = await mailsOf(deps, incident.id);
  const pending = mails.filter((mail) => isPending(mail) && calledOff.includes(mail.template));
  const heard = mails.some((mail) => isToStudent(mail.template) && hasGone(mail));
  const letters = heard && !incident.refused ? [await letter(deps, incident, id)] : [];
  const at = new Date(deps.clock.nowMs()).toISOString();
  return [
    ...pending.map(
      (mail): Change => ({
        type: 'put',
        kind: 'mail',
        item: { ...mail, delivery: { status: 'cancelled', at } },
        expected: mail.version,
      }),
    ),
    ...letters.map(mailChange),
  ];
}

const isPending = ({ delivery }: Mail): boolean => delivery.status === 'held' || delivery.status === 'queued';

/** It has left, or may be leaving just now. */
const hasGone = ({ delivery }: Mail): boolean =>
  delivery.status === 'accepted' || (delivery.status === 'queued' && delivery.attempts > 0);

async function mailsOf(deps: Pick<Deps, 'repository'>, incidentId: string): Promise<Mail[]> {
  const { items } = await deps.repository.query('mail', 'byIncident', {
    partition: incidentId,
    order: 'descending',
    limit: 90,
  });
  return items;
}

const letter = (deps: Deps, incident: Withdrawn, id: string) =>
  writeMail(deps, {
    id,
    template: 'withdrawn',
    to: { name: incident.student.name, address: incident.student.email },
    incident,
    values: {},
  });
