import type { Delivery, Mail } from '../../mail/mail.ts';
import type { Deps } from '../../ports/deps.ts';
import type { MailTransport } from '../../ports/mail-transport.ts';
import { Conflict } from '../../ports/repository.ts';
import { resumed } from '../../ports/tracing.ts';
import { CODE_MINUTES } from '../student/exam-code.ts';
import { backOffMs } from './back-off.ts';
import { type DeliveryReport, recordDelivery } from './record-delivery.ts';

/** How many mails are under way to the mail server at once. */
const BATCH = 8;
const CODE_MS = CODE_MINUTES * 60_000;
/** As long as mail servers themselves try. */
const GIVE_UP_MS = 5 * 86_400_000;

/** So long a drain keeps others from a mail: longer than it may take to send it, and than a function may run. */
const CLAIM_MS = 2 * 60_000;

export interface DrainMailOptions {
  /** Others may drain at the same time: each mail is claimed before it is sent, so that one alone sends it. */
  shared?: boolean;
}

/** What a drain did, by what became of the mails. */
export type DrainedMail = Record<'accepted' | 'bounced' | 'cancelled' | 'queued', number>;

/**
 * Sends every mail that is due: queued ones, and held ones whose time has come. Without a mail server (`trial`) being in
 * the outbox is all there is to sending. Dying in between sends a mail again, under the same Message-ID: at once where
 * there is one drain, and when the claim is over where drains are shared.
 * @throws TransportMissing where there is a mail server and no transport to it
 */
export async function drainMail(
  deps: Deps,
  transport?: MailTransport,
  { shared = false }: DrainMailOptions = {},
): Promise<DrainedMail> {
  const drained: DrainedMail = { accepted: 0, bounced: 0, cancelled: 0, queued: 0 };
  for (;;) {
    const before = new Date(deps.clock.nowMs() + 1).toISOString();
    const { items } = await deps.repository.query('mail', 'due', { partition: 'due', before, limit: BATCH });
    if (items.length === 0) return drained;
    await Promise.all(
      items.map(async (mail) => {
        if (shared && !(await claim(deps, mail))) return;
        const { incidentId, traceHeader: header } = mail;
        const work = { name: 'Send mail', facts: incidentId === undefined ? {} : { incidentId }, header };
        await resumed(deps.tracing, work, async () => {
          const delivery = await deliver(deps, mail, transport);
          await recordDelivery(deps, mail.id, delivery);
          drained[delivery.status] += 1;
        });
      }),
    );
  }
}

/** Puts a mail off for everybody else. False if another was faster. */
async function claim(deps: Deps, mail: Mail): Promise<boolean> {
  const { delivery } = mail;
  const until = new Date(deps.clock.nowMs() + CLAIM_MS).toISOString();
  const claimed =
    delivery.status === 'queued'
      ? { ...delivery, nextAttemptAt: until }
      : delivery.status === 'held'
        ? { ...delivery, until }
        : undefined;
  if (!claimed) return false;
  try {
    const item = { ...mail, delivery: claimed };
    await deps.repository.commit([{ type: 'put', kind: 'mail', item, expected: mail.version }]);
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}

/** There is a mail server by the settings, but nothing to reach it with: a fault of the host. */
export class TransportMissing extends Error {
  readonly code = 'transport-missing';
  constructor() {
    super('Mail is to be sent, but no mail transport was given.');
  }
}

async function deliver(deps: Deps, mail: Mail, transport: MailTransport | undefined): Promise<DeliveryReport> {
  const nowMs = deps.clock.nowMs();
  const at = new Date(nowMs).toISOString();
  if (deps.mailMode === 'trial') return { status: 'accepted', at, by: 'trial' };
  if (!transport) throw new TransportMissing();
  const ageMs = nowMs - Date.parse(mail.createdAt);
  // The code in it has expired: it would only confuse.
  if (mail.holdsCode && ageMs >= CODE_MS) return { status: 'cancelled', at };
  try {
    const { id, messageId, to, replyTo, subject, text, html } = mail;
    const outcome = await transport.send({ id, messageId, to, ...(replyTo ? { replyTo } : {}), subject, text, html });
    if ('refused' in outcome) return { status: 'bounced', at, reason: outcome.refused, by: 'smtp' };
    return { status: 'accepted', at, by: 'smtp' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (ageMs >= GIVE_UP_MS)
      return { status: 'bounced', at, reason: `Given up after five days: ${reason}`, by: 'smtp' };
    return putOff(mail.delivery, nowMs, reason);
  }
}

function putOff(delivery: Delivery, nowMs: number, lastError: string): DeliveryReport {
  const attempts = (delivery.status === 'queued' ? delivery.attempts : 0) + 1;
  return {
    status: 'queued',
    attempts,
    nextAttemptAt: new Date(nowMs + backOffMs(attempts)).toISOString(),
    lastError,
  };
}
