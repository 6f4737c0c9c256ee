import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import { smtpTransport } from './smtp-transport.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

interface Given {
  onRecipient?: (address: string) => number | undefined;
  onSender?: () => number | undefined;
  credentials?: { user: string; pass: string };
}
const refusal = (code: number, words: string) => Object.assign(new Error(words), { responseCode: code });

async function start({ onRecipient, onSender, credentials }: Given = {}) {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: credentials === undefined,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === credentials?.user && password === credentials?.pass
        ? done(null, { user: username })
        : done(refusal(535, 'bad credentials')),
    onMailFrom: (_address, _session, done) => {
      const code = onSender?.();
      done(code === undefined ? undefined : refusal(code, 'no sender'));
    },
    onRcptTo: ({ address }, _session, done) => {
      const code = onRecipient?.(address);
      done(code === undefined ? undefined : refusal(code, '5.1.1 no such user'));
    },
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push(Buffer.concat(chunks).toString('utf8'));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const login = credentials ? `${credentials.user}:${encodeURIComponent(credentials.pass)}@` : '';
  const transport = smtpTransport({
    url: `smtp://${login}127.0.0.1:${port}`,
    from: { name: 'Integrity "Office"', address: 'office@uni.edu' },
  });
  stops.push(
    () => transport.close(),
    () => server.close(),
  );
  return { transport, received, server };
}

const mail = {
  id: 'invitation:exam-1',
  messageId: '<exam-1.invitation@resit.example.edu>',
  to: { name: '李 O\'Brien, "Zoë" <x>', address: 'zoe@student.edu' },
  replyTo: 'integrity@uni.edu',
  subject: 'Action needed by 11 December: referencing exam – für 李 🙂',
  text: "Dear O'Brien,\n.\nfrom here",
  html: '<p>Dear O&#39;Brien</p>',
};

it('sends text and HTML under the Message-ID of the mail, names unharmed', async () => {
  const { transport, received } = await start();
  expect(await transport.send(mail)).toEqual({ accepted: true });
  const parsed = await simpleParser(received[0] ?? '');
  expect(parsed.messageId).toBe(mail.messageId);
  expect(parsed.subject).toBe(mail.subject);
  expect(parsed.text?.trim()).toBe(mail.text);
  expect(parsed.html).toBe(mail.html);
  expect(parsed.from?.value[0]).toMatchObject({ name: 'Integrity "Office"', address: 'office@uni.edu' });
  expect([parsed.to].flat()[0]?.value).toEqual([{ name: mail.to.name, address: mail.to.address }]);
  expect(parsed.replyTo?.text).toBe('integrity@uni.edu');
  expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
});

it('says that the mailbox was refused for good', async () => {
  const { transport } = await start({ onRecipient: () => 550 });
  expect(await transport.send(mail)).toEqual({ refused: expect.stringContaining('no such user') });
});

it.each([
  ['the mailbox is refused for now', { onRecipient: () => 451 }],
  ['the sender is refused', { onSender: () => 553 }],
])('throws, so that it is tried again, when %s', async (_when, given) => {
  const { transport } = await start(given);
  await expect(transport.send(mail)).rejects.toThrow();
});

it('throws when the sign-in is refused', async () => {
  const { transport, server } = await start({ credentials: { user: 'me', pass: 'p@ss:/word' } });
  expect(await transport.send(mail)).toEqual({ accepted: true });
  const { port } = server.server.address() as AddressInfo;
  const wrong = smtpTransport({ url: `smtp://me:wrong@127.0.0.1:${port}`, from: { name: 'x', address: 'x@uni.edu' } });
  stops.push(() => wrong.close());
  await expect(wrong.send(mail)).rejects.toThrow();
});

it('gives its password to no server of the network that speaks in the clear', async () => {
  const credentials = { user: 'me', pass: 'hunter2' };
  const { server, received } = await start({ credentials });
  const { port } = server.server.address() as AddressInfo;
  // 0.0.0.0 leads to this machine, and is no name of it.
  const away = smtpTransport({ url: `smtp://me:hunter2@0.0.0.0:${port}`, from: { name: 'x', address: 'x@uni.edu' } });
  stops.push(() => away.close());
  await expect(away.send(mail)).rejects.toThrow(/TLS/u);
  expect(received).toEqual([]);
});

it('throws when nobody answers', async () => {
  const { transport, server } = await start();
  await new Promise<void>((resolve) => server.close(resolve));
  await expect(transport.send(mail)).rejects.toThrow();
});
