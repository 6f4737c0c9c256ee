/** Name of the tag by which SES tells which of our mails it speaks of. */
const TAG = 'resit-mail';

/** SES takes letters, digits, hyphens and underscores in a tag, and at most 256 of them. */
export const mailTag = (mailId: string): { Name: string; Value: string } => ({
  Name: TAG,
  Value: Buffer.from(mailId).toString('base64url'),
});

/** The mail that the tags of an event name; undefined if it is none of ours. */
export function mailIdIn(tags: Readonly<Record<string, readonly string[]>>): string | undefined {
  const value = tags[TAG]?.[0];
  return value === undefined ? undefined : Buffer.from(value, 'base64url').toString();
}
