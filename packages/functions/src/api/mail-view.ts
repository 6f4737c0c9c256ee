import type { Caller } from '@resit/integrity/access/caller';
import { hasRole } from '@resit/integrity/access/caller';
import type { Mail } from '@resit/integrity/mail/mail';
import { present } from './present.ts';

function deliveryView({ delivery }: Mail) {
  switch (delivery.status) {
    case 'held':
      return { status: delivery.status, statusAt: delivery.until };
    case 'queued':
      return {
        status: delivery.status,
        statusAt: delivery.nextAttemptAt,
        attempts: delivery.attempts,
        error: delivery.lastError,
      };
    case 'accepted':
      return { status: delivery.status, statusAt: delivery.at };
    case 'bounced':
      return { status: delivery.status, statusAt: delivery.at, error: delivery.reason };
    case 'cancelled':
      return { status: delivery.status, statusAt: delivery.at };
  }
}

/** One line of the outbox. */
export function mailRow(mail: Mail) {
  const { id, template, incidentId, examId, to, subject, createdAt } = mail;
  return present({ id, template, incidentId, examId, to, subject, createdAt, ...present(deliveryView(mail)) });
}

/** Why the body of a mail is not shown; undefined: it is. */
export function bodyHidden(
  mail: Mail,
  caller: Caller,
  codeIsLive: boolean,
): 'erased' | 'holds-code' | 'not-allowed' | undefined {
  if (mail.erasedAt !== undefined) return 'erased';
  if (!mail.holdsCode) return undefined;
  if (!hasRole(caller, 'administrator')) return 'not-allowed';
  return codeIsLive ? undefined : 'holds-code';
}

export function mailView(mail: Mail, hidden: ReturnType<typeof bodyHidden>) {
  const { messageId, replyTo, text, html } = mail;
  const head = { mail: mailRow(mail), messageId, replyTo };
  return present(hidden ? { ...head, bodyHidden: hidden } : { ...head, text, html });
}
