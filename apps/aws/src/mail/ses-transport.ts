import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { MailTransport } from '@resit/integrity/ports/mail-transport';
import { mailTag } from './mail-tag.ts';

export interface SesOptions {
  client: Pick<SESv2Client, 'send'>;
  from: { name: string; address: string };
  /** Where SES publishes bounces and complaints. */
  configurationSet: string;
}

const CHARSET = 'UTF-8';

/**
 * Hands mail to SES. SES gives each mail a Message-ID of its own, in place of ours; what it tells later names our mail by
 * a tag.
 */
export function sesTransport({ client, from, configurationSet }: SesOptions): MailTransport {
  return {
    async send({ id, to, replyTo, subject, text, html }) {
      const command = new SendEmailCommand({
        FromEmailAddress: mailbox(from),
        Destination: { ToAddresses: [mailbox(to)] },
        ...(replyTo === undefined ? {} : { ReplyToAddresses: [replyTo] }),
        Content: {
          Simple: {
            Subject: { Data: subject, Charset: CHARSET },
            Body: { Text: { Data: text, Charset: CHARSET }, Html: { Data: html, Charset: CHARSET } },
            Headers: [
              // RFC 3834: no holiday notices, please.
              { Name: 'Auto-Submitted', Value: 'auto-generated' },
              { Name: 'X-Auto-Response-Suppress', Value: 'All' },
            ],
          },
        },
        ConfigurationSetName: configurationSet,
        EmailTags: [mailTag(id)],
      });
      try {
        await client.send(command);
        return { accepted: true };
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal !== undefined) return { refused: refusal };
        throw error;
      }
    },
  };
}

/** A name and an address as RFC 5322 has them; a name beyond ASCII as an encoded word of RFC 2047. */
function mailbox({ name, address }: { name: string; address: string }): string {
  if (name === '') return address;
  const isPlain = /^[\x20-\x7e]*$/u.test(name);
  return isPlain ? `"${name.replace(/["\\]/g, '\\$&')}" <${address}>` : `${encodedWords(name)} <${address}>`;
}

/** An encoded word has at most 75 characters: 45 bytes of UTF-8 in Base64, no character cut in two. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join(' ');
}

/**
 * What SES said if it can never take this very mail: an address that it does not take as one. Whatever else it refuses (an
 * identity that is not verified, sending that is paused, a rate that is used up) goes better once that is mended.
 */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'BadRequestException') return undefined;
  return /address|domain/iu.test(error.message) ? error.message.slice(0, 500) : undefined;
}
