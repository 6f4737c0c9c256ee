import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { assertMayOn } from '@resit/integrity/access/permissions';
import { NotFound } from '@resit/integrity/errors';
import type { Incident } from '@resit/integrity/incident/incident';
import { incidentStatuses } from '@resit/integrity/incident/incident';
import { type IncidentFilter, listIncidents, withExams } from '@resit/integrity/use-cases/staff/list-incidents';
import { executionArn } from '@resit/integrity/use-cases/workflow/execution-name';
import { z } from 'zod';
import {
  actionsFor,
  evidenceView,
  examView,
  incidentRow,
  incidentSummary,
  noteView,
  requestView,
  seesAll,
} from './incident-view.ts';
import { mailRow } from './mail-view.ts';
import { present } from './present.ts';
import { type ApiDeps, type ApiReply, type ApiRequest, listQuery, pathOf, queryOf, type Route } from './route.ts';
import { timelineOf } from './timeline.ts';
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

const nothing = { actions: [], exams: [], requests: [], notes: [], evidence: [], mail: [], timeline: [] };

/** The incident as this caller may see it, with everything that belongs to it. */
export async function incidentReply(deps: ApiDeps, { caller }: ApiRequest, incident: Incident): Promise<ApiReply> {
  const [listed] = await withExams(deps, [incident]);
  if (!listed) throw new NotFound('incident');
  const summary = incidentSummary(listed, caller);
  if (!seesAll(caller)) return { body: { ...summary, ...nothing }, version: incident.version };
  const { repository, institution } = deps;
  const partition = incident.id;
  const [exams, requests, notes, files, mails, entries, others] = await Promise.all([
    repository.query('exam', 'byIncident', { partition, limit: 1000 }),
    repository.query('request', 'byIncident', { partition, limit: 1000 }),
    repository.query('note', 'byIncident', { partition, limit: 1000 }),
    repository.query('evidence', 'byIncident', { partition, limit: 1000 }),
    repository.query('mail', 'byIncident', { partition, limit: 1000 }),
    repository.auditTrail(incident.id),
    repository.query('incident', 'byStudent', { partition: incident.student.studentNumber, limit: 100 }),
  ]);
  const certificates = await Promise.all(
    exams.items.map(
      async (exam) => (await repository.query('certificate', 'byExam', { partition: exam.id, limit: 1 })).items[0],
    ),
  );
  const opened = await Promise.all(entries.map(async (entry) => ({ entry, personal: await repository.unseal(entry) })));
  const otherIncidents = await withExams(
    deps,
    others.items.filter((other) => other.id !== incident.id),
  );
  return {
    body: {
      ...summary,
      actions: actionsFor(caller, incident, listed.exam ?? exams.items.at(-1)),
      otherIncidents: otherIncidents.map((other) => incidentRow(other, caller)),
      exams: exams.items.map((exam, at) => examView(exam, institution.origin, certificates[at])),
      requests: requests.items.map(requestView),
      notes: notes.items.map(noteView),
      evidence: files.items.map(evidenceView),
      mail: mails.items.map(mailRow),
      timeline: timelineOf(opened, mails.items, onWorkflowClock(deps)),
    },
    version: incident.version,
  };
}

/** The workflow's instant at an instant of the real clock, as the clocks have run since. */
function onWorkflowClock({ clock, workflowClock, clockSpeed }: ApiDeps): (at: string) => string {
  if (clockSpeed === 1) return (at) => at;
  const [realMs, workflowMs] = [clock.nowMs(), workflowClock.nowMs()];
  return (at) => new Date(workflowMs - (realMs - Date.parse(at)) * clockSpeed).toISOString();
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
