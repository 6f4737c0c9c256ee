import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { Mailbox } from './mailbox.ts';

/** A mail server that puts what it takes into a mailbox, and refuses what the mailbox refuses. */
export async function startMailServer(mailbox: Mailbox): Promise<{ url: string; stop(): Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, done) {
      const refusal = mailbox.refusalOf(address);
      if (refusal === undefined) return done();
      const [, code, words] = /^(\d{3}) (.*)$/u.exec(refusal) ?? [];
      return done(Object.assign(new Error(words), { responseCode: Number(code) }));
    },
    onData(stream, session, done) {
      simpleParser(stream).then((mail) => {
        mailbox.put(session.envelope.rcptTo[0]?.address ?? '', { subject: mail.subject ?? '', text: mail.text ?? '' });
        done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
