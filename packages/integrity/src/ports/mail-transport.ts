import type { Mail } from '../mail/mail.ts';

/** What leaves the outbox. Its id is for what the provider tells later, and is told to nobody. */
export type OutgoingMail = Pick<Mail, 'id' | 'messageId' | 'to' | 'replyTo' | 'subject' | 'text' | 'html'>;

/** What a mail server said: it took the mail, or refused it for good (no such mailbox). */
export type MailOutcome = { accepted: true } | { refused: string };

/** Hands mail to a mail server. Whatever may go better later (no connection, a 4xx answer) is thrown. */
export interface MailTransport {
  send(mail: OutgoingMail): Promise<MailOutcome>;
}
