import { assertMayOn } from '@resit/integrity/access/permissions';
import { NotFound } from '@resit/integrity/errors';
import { z } from 'zod';
import { type ApiDeps, type ApiReply, type ApiRequest, listQuery, pathOf, queryOf, type Route } from './route.ts';
import { traceView } from './trace-view.ts';

const schema = z.object({ limit: listQuery.wholeNumber(1, 50).default(20) });

async function list(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const { limit } = queryOf(schema, request);
  const incident = await deps.repository.get('incident', pathOf(request, 'incidentId'));
  if (!incident) throw new NotFound('incident');
  assertMayOn(request.caller, 'listTraces', incident);
  const { traces } = deps;
  if (traces?.kind === 'elsewhere') return { body: { items: [], elsewhere: traces.addressOf(incident.id) } };
  const kept = traces ? await traces.ofIncident(incident.id, limit) : [];
  return { body: { items: kept.filter(({ spans }) => spans.length > 0).map(traceView) } };
}

export const traceRoutes: readonly Route[] = [
  { operation: 'listTraces', at: 'GET /incident/{incidentId}/traces', handle: list },
];
