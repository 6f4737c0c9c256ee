import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { assertMayOn } from '@resit/integrity/access/permissions';
import { NotFound } from '@resit/integrity/errors';
import { incidentStatuses } from '@resit/integrity/incident/incident';
import { type IncidentFilter, listIncidents } from '@resit/integrity/use-cases/staff/list-incidents';
import { executionArn } from '@resit/integrity/use-cases/workflow/execution-name';
import { z } from 'zod';
import { incidentReply, nothing } from './incident-reply.ts';
import { incidentRow } from './incident-view.ts';
import { present } from './present.ts';
import { type ApiDeps, type ApiReply, type ApiRequest, listQuery, pathOf, queryOf, type Route } from './route.ts';
import { isUnknownExecution } from './unknown-execution.ts';

const statusList = z
  .string()
  .transform((text) => text.split(',').map((status) => status.trim()))
  .pipe(z.array(z.enum(incidentStatuses, `Use statuses among ${incidentStatuses.join(', ')}.`)).min(1));
const instant = z.iso.datetime({ offset: true, error: 'Use an instant like 2026-11-30T12:59:59Z.' });
const word = z.string().trim().min(1).max(200);

const listSchema = z.object({
  status: statusList.optional(),
  stopped: listQuery.boolean.optional(),
  notNotified: listQuery.boolean.optional(),
  mailHeld: listQuery.boolean.optional(),
  openRequest: listQuery.boolean.optional(),
  reporter: word.optional(),
  student: word.optional(),
  unit: word.optional(),
  faculty: word.optional(),
  dueFrom: instant.optional(),
  dueBefore: instant.optional(),
  q: word.optional(),
  sort: z.enum(['-reportedAt', 'reportedAt', '-changedAt', 'deadline']).default('-reportedAt'),
  limit: listQuery.wholeNumber(1, 200).default(50),
  cursor: z.string().optional(),
});

async function list(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const { sort, limit, cursor, ...asked } = queryOf(listSchema, request);
  const utc = (text: string | undefined) => (text === undefined ? undefined : new Date(text).toISOString());
  const filter: IncidentFilter = present({
    statuses: asked.status,
    stopped: asked.stopped,
    notNotified: asked.notNotified,
    mailHeld: asked.mailHeld,
    openRequest: asked.openRequest,
    reporter: asked.reporter === 'me' ? request.caller.sub : asked.reporter,
    studentNumber: asked.student,
    unit: asked.unit,
    faculty: asked.faculty,
    dueFrom: utc(asked.dueFrom),
    dueBefore: utc(asked.dueBefore),
    text: asked.q,
  });
  const page = await listIncidents(deps, {
    caller: request.caller,
    filter,
    sort,
    limit,
    ...(cursor === undefined ? {} : { cursor }),
  });
  return {
    body: present({ items: page.items.map((item) => incidentRow(item, request.caller)), cursor: page.cursor }),
  };
}

async function one(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const incidentId = pathOf(request, 'incidentId');
  const incident = await deps.repository.get('incident', incidentId);
  if (!incident) return registering(deps, request, incidentId);
  assertMayOn(request.caller, 'getIncident', incident);
  return incidentReply(deps, request, incident);
}

/** An incident whose execution has begun and which is not stored yet; its reporter and officers learn that it is coming. */
async function registering(deps: ApiDeps, { caller }: ApiRequest, incidentId: string): Promise<ApiReply> {
  const reporter = await reporterOf(deps, incidentId);
  if (reporter === undefined) throw new NotFound('incident');
  assertMayOn(caller, 'getIncident', { reportedBy: { sub: reporter, name: '', role: 'lecturer' } });
  return { body: { id: incidentId, status: 'registering', ...nothing } };
}

const inputSchema = z.object({ reportedBy: z.object({ sub: z.string() }) });

/** Who started the execution that is to register the incident; undefined if there is none under way. */
async function reporterOf(deps: ApiDeps, incidentId: string): Promise<string | undefined> {
  if (!/^[0-9a-z]{26}$/.test(incidentId)) return undefined;
  try {
    const { input, status } = await deps.sfn.send(
      new DescribeExecutionCommand({ executionArn: executionArn(deps.stateMachineArn, incidentId) }),
    );
    if (status !== 'RUNNING') return undefined;
    const parsed = inputSchema.safeParse(JSON.parse(input ?? '{}'));
    return parsed.success ? parsed.data.reportedBy.sub : undefined;
  } catch (error) {
    if (isUnknownExecution(error)) return undefined;
    throw error;
  }
}

export const incidentRoutes: readonly Route[] = [
  { operation: 'listIncidents', at: 'GET /incident', handle: list },
  { operation: 'getIncident', at: 'GET /incident/{incidentId}', handle: one },
];
