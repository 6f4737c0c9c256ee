import { type AuditEntry, officeChains } from '@resit/integrity/audit/audit';
import { firstBroken } from '@resit/integrity/audit/chain';
import { NotFound } from '@resit/integrity/errors';
import { z } from 'zod';
import { actorView } from './actor-view.ts';
import { present } from './present.ts';
import { type ApiDeps, type ApiReply, type ApiRequest, listQuery, pathOf, queryOf, type Route } from './route.ts';

const pageSchema = z.object({
  after: listQuery.wholeNumber(0, 999_999_999).default(0),
  limit: listQuery.wholeNumber(1, 1000).default(200),
});

async function entryView(deps: ApiDeps, entry: AuditEntry) {
  const personal = await deps.repository.unseal(entry);
  return present({
    seq: entry.seq,
    at: entry.at,
    actor: actorView(entry.actor),
    action: entry.action,
    why: entry.why,
    facts: entry.facts,
    personal,
    personalErased: entry.sealed === undefined ? undefined : personal === undefined,
    previousHash: entry.previousHash,
    hash: entry.hash,
  });
}

async function chain(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const { after, limit } = queryOf(pageSchema, request);
  const name = pathOf(request, 'chain');
  const entries = await deps.repository.auditTrail(name, after, limit);
  if (entries.length === 0) await assertChain(deps, name);
  const items = await Promise.all(entries.map((entry) => entryView(deps, entry)));
  const next = entries.length === limit ? entries.at(-1)?.seq : undefined;
  return { body: present({ chain: name, items, after: next }) };
}

/** A mistyped id must not look like an incident to which nothing ever happened. @throws NotFound */
async function assertChain(deps: ApiDeps, name: string): Promise<void> {
  if (officeChains.some((chain) => chain === name)) return;
  const [first] = await deps.repository.auditTrail(name, 0, 1);
  if (!first) throw new NotFound('audit chain');
}

async function verify(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const name = pathOf(request, 'chain');
  const entries: AuditEntry[] = [];
  for (;;) {
    const page = await deps.repository.auditTrail(name, entries.at(-1)?.seq ?? 0, 1000);
    if (page.length === 0) break;
    entries.push(...page);
  }
  if (entries.length === 0) await assertChain(deps, name);
  const brokenAt = firstBroken(entries);
  const reason = 'This entry does not follow from those before it: it or one of them was changed or taken out.';
  return {
    body: present({
      chain: name,
      intact: brokenAt === undefined,
      entries: entries.length,
      brokenAt,
      reason: brokenAt === undefined ? undefined : reason,
    }),
  };
}

export const auditRoutes: readonly Route[] = [
  { operation: 'getAuditChain', at: 'GET /audit/{chain}', handle: chain },
  { operation: 'verifyAuditChain', at: 'GET /audit/{chain}/verify', handle: verify },
];
