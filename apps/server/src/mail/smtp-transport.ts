import type { MailTransport, OutgoingMail } from '@resit/integrity/ports/mail-transport';
import { createTransport } from 'nodemailer';
import { loopbackHosts } from '../settings/schemas.ts';

export interface SmtpOptions {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  url: string;
  from: { name: string; address: string };
}

export interface SmtpTransport extends MailTransport {
  /** Connects and signs in, and says by throwing what is wrong. */
  verify(): Promise<void>;
  close(): void;
}

/** Hands mail to a mail server by SMTP, over connections that are kept for the next. */
export function smtpTransport({ url, from }: SmtpOptions): SmtpTransport {
  const server = new URL(url);
  const signsIn = server.username !== '';
  const transport = createTransport({
    pool: true,
    host: server.hostname.replace(/^\[|\]$/gu, ''),
    port: Number(server.port) || (server.protocol === 'smtps:' ? 465 : 587),
    secure: server.protocol === 'smtps:',
    // A password goes over a network encrypted or not at all, whatever somebody between says the server cannot do.
    requireTLS: signsIn && !loopbackHosts.has(server.hostname),
    ...(!signsIn
      ? {}
      : { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } }),
    connectionTimeout: 20_000,
    greetingTimeout: 20_000,
    socketTimeout: 60_000,
    maxConnections: 4,
    // Nothing of a mail's content comes from a file or an address, whatever stands in it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail(message(mail, from));
        return { accepted: true };
      } catch (error) {
        const refusal = permanentRefusal(error);
        if (refusal !== undefined) return { refused: refusal };
        throw error;
      }
    },
    async verify() {
      await transport.verify();
    },
    close: () => transport.close(),
  };
}

const message = (mail: OutgoingMail, from: SmtpOptions['from']) => ({
  from,
  to: mail.to,
  ...(mail.replyTo === undefined ? {} : { replyTo: mail.replyTo }),
  subject: mail.subject,
  text: mail.text,
  html: mail.html,
  messageId: mail.messageId,
  headers: {
    // RFC 3834: no holiday notices, please.
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
  },
});

/**
 * What the server said if it refused this very mail for good: a 5xx answer to the recipient or to the mail. A 5xx to our
 * sign-in, our sender or our connection is a matter of the settings, and goes better once they are mended.
 */
function permanentRefusal(error: unknown): string | undefined {
  const { responseCode, command, response } = error as {
    responseCode?: unknown;
    command?: unknown;
    response?: unknown;
  };
  const isPermanent = typeof responseCode === 'number' && responseCode >= 500 && responseCode < 600;
  const isAboutMail = command === 'RCPT TO' || command === 'DATA';
  if (!isPermanent || !isAboutMail) return undefined;
  return typeof response === 'string' ? response.slice(0, 500) : `The mail server answered ${responseCode}.`;
}
