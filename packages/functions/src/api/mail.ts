import { assertMay } from '@resit/integrity/access/permissions';
import { NotFound } from '@resit/integrity/errors';
import type { Mail } from '@resit/integrity/mail/mail';
import type { Page } from '@resit/integrity/ports/repository';
import { z } from 'zod';
import { bodyHidden, mailRow, mailView } from './mail-view.ts';
import { present } from './present.ts';
import { type ApiDeps, type ApiReply, type ApiRequest, listQuery, pathOf, queryOf, type Route } from './route.ts';

const statuses = ['held', 'queued', 'accepted', 'bounced', 'cancelled'] as const;
const listSchema = z.object({
  status: z
    .string()
    .transform((text) => text.split(',').map((status) => status.trim()))
    .pipe(z.array(z.enum(statuses, `Use statuses among ${statuses.join(', ')}.`)).min(1))
    .optional(),
  incidentId: z.string().min(1).max(100).optional(),
  limit: listQuery.wholeNumber(1, 200).default(50),
  cursor: z.string().optional(),
});
type Asked = z.infer<typeof listSchema>;

const LOOKED_AT_MAX = 5000;

async function list(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const asked = queryOf(listSchema, request);
  const found: Mail[] = [];
  let cursor = asked.cursor;
  for (let lookedAt = 0; lookedAt < LOOKED_AT_MAX; ) {
    const page = await pageOf(deps, asked, asked.limit - found.length, cursor);
    found.push(...page.items.filter((mail) => !asked.status || asked.status.includes(mail.delivery.status)));
    lookedAt += Math.max(page.items.length, 1);
    cursor = page.cursor;
    if (cursor === undefined || found.length >= asked.limit) break;
  }
  return { body: present({ items: found.map(mailRow), cursor }) };
}

function pageOf(deps: ApiDeps, asked: Asked, limit: number, cursor: string | undefined): Promise<Page<Mail>> {
  const query = { order: 'descending', limit, ...(cursor === undefined ? {} : { cursor }) } as const;
  if (asked.incidentId !== undefined) {
    return deps.repository.query('mail', 'byIncident', { ...query, partition: asked.incidentId });
  }
  const onlyBounced = asked.status?.length === 1 && asked.status[0] === 'bounced';
  return onlyBounced
    ? deps.repository.query('mail', 'bounced', { ...query, partition: 'bounced' })
    : deps.repository.query('mail', 'all', { ...query, partition: 'all' });
}

async function one(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  assertMay(request.caller, 'getMail');
  const mail = await deps.repository.get('mail', pathOf(request, 'mailId'));
  if (!mail) throw new NotFound('mail');
  return { body: mailView(mail, bodyHidden(mail, request.caller, await isCodeLive(deps, mail))) };
}

/** Only while trying out, and only until it is used or over, is there anybody to whom a code may be shown. */
async function isCodeLive(deps: ApiDeps, mail: Mail): Promise<boolean> {
  if (!mail.holdsCode || deps.mailMode !== 'trial' || mail.examId === undefined) return false;
  const now = new Date(deps.clock.nowMs()).toISOString();
  const live = await deps.repository.query('examCode', 'byExam', { partition: mail.examId, from: now, limit: 1000 });
  return live.items.some((code) => code.mailId === mail.id && code.triesLeft > 0 && code.expiresAt > now);
}

export const mailRoutes: readonly Route[] = [
  { operation: 'listMail', at: 'GET /mail', handle: list },
  { operation: 'getMail', at: 'GET /mail/{mailId}', handle: one },
];
