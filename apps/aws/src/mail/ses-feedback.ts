import type { Deps } from '@resit/integrity/ports/deps';
import { recordDelivery } from '@resit/integrity/use-cases/drains/record-delivery';
import { z } from 'zod';
import { mailIdIn } from './mail-tag.ts';

/** An event is not what SES publishes to the configuration set's topic. Names fields, not values. */
export class UnknownFeedback extends Error {
  override readonly name = 'UnknownFeedback';
  readonly code = 'unknown-feedback';
}

const recipient = z.object({ diagnosticCode: z.string().optional(), status: z.string().optional() });
const feedbackSchema = z.object({
  eventType: z.enum(['Bounce', 'Complaint', 'Reject']),
  mail: z.object({ tags: z.record(z.string(), z.array(z.string())).default({}) }),
  bounce: z
    .object({ bounceType: z.string(), bounceSubType: z.string(), bouncedRecipients: z.array(recipient).default([]) })
    .optional(),
  reject: z.object({ reason: z.string().default('') }).optional(),
});
type Feedback = z.output<typeof feedbackSchema>;

const snsSchema = z.object({ Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })) });

/** What became of the mails that a call told of. `unknown`: mail that is none of ours. */
export type Told = Record<'bounced' | 'complained' | 'unknown', string[]>;

/**
 * Records what SES tells of mail that it had taken. A bounce is told when SES has given up, for good or after its own
 * tries: the student was not reached, so the invitation's deadline does not count. A complaint is about mail that arrived,
 * and changes nothing but the sender's reputation.
 * @throws UnknownFeedback
 */
export async function recordFeedback(deps: Deps, event: unknown): Promise<Told> {
  const told: Told = { bounced: [], complained: [], unknown: [] };
  for (const feedback of read(event)) {
    const mailId = mailIdIn(feedback.mail.tags);
    const mail = mailId === undefined ? undefined : await deps.repository.get('mail', mailId);
    if (!mail) told.unknown.push(feedback.eventType);
    else if (feedback.eventType === 'Complaint') told.complained.push(mail.id);
    else {
      const at = new Date(deps.clock.nowMs()).toISOString();
      await recordDelivery(deps, mail.id, { status: 'bounced', at, reason: reasonOf(feedback), by: 'provider' });
      told.bounced.push(mail.id);
    }
  }
  return told;
}

function read(event: unknown): Feedback[] {
  const sns = snsSchema.safeParse(event);
  if (!sns.success) throw new UnknownFeedback(namesOf(sns.error));
  return sns.data.Records.map(({ Sns }) => {
    const parsed = feedbackSchema.safeParse(jsonOf(Sns.Message));
    if (!parsed.success) throw new UnknownFeedback(namesOf(parsed.error));
    return parsed.data;
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const namesOf = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');

function reasonOf({ bounce, reject }: Feedback): string {
  if (reject) return `The mail was rejected: ${reject.reason}`.slice(0, 500);
  const [first] = bounce?.bouncedRecipients ?? [];
  const kind = bounce ? `${bounce.bounceType}, ${bounce.bounceSubType}` : 'unknown';
  return `It came back (${kind}): ${first?.diagnosticCode ?? first?.status ?? 'no reason given'}`.slice(0, 500);
}
