import type { Incident } from '../incident/incident.ts';
import { composeMail, headerText } from '../mail/compose.ts';
import type { Delivery, Mail, MailTemplate } from '../mail/mail.ts';
import type { CommonPlaceholder, MailValues } from '../mail/placeholders.ts';
import type { TemplateSource } from '../mail/template.ts';
import type { Deps } from '../ports/deps.ts';
import type { Change } from '../ports/repository.ts';

/** A mail that a use case decides to send. */
export interface MailToWrite<T extends MailTemplate> {
  /** The idempotency key, e.g. `invitation:<examId>`: the same mail twice is one mail. */
  id: string;
  template: T;
  to: { name: string; address: string };
  values: MailValues<T>;
  /** The incident that it is about; its import may hold the mail. */
  incident: Pick<Incident, 'id' | 'reference' | 'mailHeldUntil'>;
  examId?: string;
}

/**
 * Writes a mail for the outbox, from the administrators' template if there is one, otherwise the shipped one. Put it with
 * the decision that it tells of ({@link mailChange}), and wake the mail drain after the commit. With no mail server
 * (`trial`), being in the outbox counts as accepted, unless an import still holds it.
 */
export async function writeMail<T extends MailTemplate>(deps: Deps, mail: MailToWrite<T>): Promise<Mail> {
  const { institution, clock } = deps;
  const name = headerText(mail.to.name);
  const common: Record<CommonPlaceholder, string> = {
    name,
    reference: mail.incident.reference,
    institution: institution.name,
    contactName: institution.contactName,
    contactAddress: institution.contactAddress,
  };
  const source = await templateInForce(deps, mail.template);
  const now = new Date(clock.nowMs()).toISOString();
  return {
    id: mail.id,
    version: 0,
    shape: 1,
    messageId: messageId(mail.id, institution.origin),
    template: mail.template,
    incidentId: mail.incident.id,
    ...(mail.examId === undefined ? {} : { examId: mail.examId }),
    to: { name, address: headerText(mail.to.address) },
    replyTo: institution.contactAddress,
    ...composeMail(source, { ...common, ...mail.values }),
    holdsCode: mail.template === 'code',
    createdAt: now,
    delivery: delivery(deps, mail.incident.mailHeldUntil, now),
  };
}

/** The template as administrators saved it, otherwise as shipped. */
export async function templateInForce(deps: Deps, template: MailTemplate): Promise<TemplateSource> {
  return (await deps.repository.get('template', template)) ?? deps.templates[template];
}

/** Puts a mail that has not been written before: a second one with its id fails the commit. */
export const mailChange = (mail: Mail): Change => ({ type: 'put', kind: 'mail', item: mail, expected: null });

function delivery(deps: Deps, heldUntil: string | undefined, now: string): Delivery {
  if (heldUntil !== undefined && heldUntil > now) return { status: 'held', until: heldUntil };
  if (deps.mailMode === 'trial') return { status: 'accepted', at: now, by: 'trial' };
  return { status: 'queued', attempts: 0, nextAttemptAt: now };
}

function messageId(id: string, origin: string): string {
  const local = id.replace(/[^A-Za-z0-9-]+/g, '.').replace(/^\.|\.$/g, '');
  return `<${local}@${new URL(origin).hostname}>`;
}
