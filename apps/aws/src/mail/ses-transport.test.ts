import type { SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { OutgoingMail } from '@resit/integrity/ports/mail-transport';
import { expect, it } from 'vitest';
import { mailIdIn } from './mail-tag.ts';
import { sesTransport } from './ses-transport.ts';

const mail: OutgoingMail = {
  id: 'invitation:7k3m9qxd2t0123456789abcdef',
  messageId: '<invitation.7k3m@resit.example.edu>',
  to: { name: "Siobhán O'Brien", address: 'siobhan@example.edu' },
  replyTo: 'integrity@example.edu',
  subject: 'Please take your exam by Friday – 23:59',
  text: 'Text',
  html: '<p>Text</p>',
};

function service(answer: () => unknown = () => ({ MessageId: '1' })) {
  const sent: SendEmailCommand['input'][] = [];
  const client = {
    send: async (command: SendEmailCommand) => {
      sent.push(command.input);
      return answer();
    },
  } as never;
  const transport = sesTransport({
    client,
    from: { name: 'Academic "Integrity" Office', address: 'resit@example.edu' },
    configurationSet: 'resit-set',
  });
  return { transport, sent };
}
const failing = (name: string, message: string) => () => {
  throw Object.assign(new Error(message), { name });
};

it('sends text and HTML with the way to answer, and nothing of what the mail is about beyond it', async () => {
  const { transport, sent } = service();
  expect(await transport.send(mail)).toEqual({ accepted: true });
  expect(sent[0]).toMatchObject({
    FromEmailAddress: '"Academic \\"Integrity\\" Office" <resit@example.edu>',
    ReplyToAddresses: ['integrity@example.edu'],
    ConfigurationSetName: 'resit-set',
    Content: {
      Simple: {
        Subject: { Data: mail.subject, Charset: 'UTF-8' },
        Body: { Text: { Data: 'Text' }, Html: { Data: '<p>Text</p>' } },
        Headers: expect.arrayContaining([{ Name: 'Auto-Submitted', Value: 'auto-generated' }]),
      },
    },
  });
});

it('tags the mail with its id, in letters that SES takes, and knows it again', async () => {
  const { transport, sent } = service();
  await transport.send(mail);
  const [tag] = sent[0]?.EmailTags ?? [];
  expect(tag?.Value).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
  expect(mailIdIn({ [String(tag?.Name)]: [String(tag?.Value)] })).toBe(mail.id);
});

it.each([
  ["Siobhán O'Brien", "Siobhán O'Brien"],
  ['李小龙', '李小龙'],
  ['Ω'.repeat(60), 'Ω'.repeat(60)],
  ['👩‍🎓'.repeat(12), '👩‍🎓'.repeat(12)],
])('writes the name %s as encoded words that are no longer than they may be', async (name, expected) => {
  const { transport, sent } = service();
  await transport.send({ ...mail, to: { name, address: 'x@example.edu' } });
  const address = sent[0]?.Destination?.ToAddresses?.[0] ?? '';
  const words = [...address.matchAll(/=\?UTF-8\?B\?([A-Za-z0-9+/=]+)\?=/g)];
  expect(Buffer.concat(words.map(([, part]) => Buffer.from(String(part), 'base64'))).toString()).toBe(expected);
  for (const [word] of words) expect(word.length).toBeLessThanOrEqual(75);
  // Each word is text of its own: no character is cut in two.
  for (const [, part] of words) expect(Buffer.from(String(part), 'base64').toString()).not.toContain('\uFFFD');
  expect(address).toMatch(/ <x@example\.edu>$/);
});

it('gives the address alone where there is no name', async () => {
  const { transport, sent } = service();
  await transport.send({ ...mail, to: { name: '', address: 'x@example.edu' } });
  expect(sent[0]?.Destination?.ToAddresses).toEqual(['x@example.edu']);
});

it('takes an address that SES takes for none as refused for good', async () => {
  const { transport } = service(failing('BadRequestException', 'Illegal address'));
  expect(await transport.send(mail)).toEqual({ refused: 'Illegal address' });
});

it.each([
  ['MessageRejected', 'Email address is not verified.'],
  ['TooManyRequestsException', 'Maximum sending rate exceeded.'],
  ['SendingPausedException', 'paused'],
  ['BadRequestException', 'Configuration set does not exist.'],
  ['TimeoutError', 'socket'],
])('leaves %s to be tried again', async (name, message) => {
  await expect(service(failing(name, message)).transport.send(mail)).rejects.toThrow(message);
});
