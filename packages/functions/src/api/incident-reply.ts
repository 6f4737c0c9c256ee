import { NotFound } from '@resit/integrity/errors';
import type { Incident } from '@resit/integrity/incident/incident';
import { withExams } from '@resit/integrity/use-cases/staff/list-incidents';
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
import { type ApiDeps, type ApiReply, type ApiRequest, pathOf } from './route.ts';
import { timelineOf } from './timeline.ts';

/** What belongs to an incident of which nothing is shown. */
export const nothing = { actions: [], exams: [], requests: [], notes: [], evidence: [], mail: [], timeline: [] };

/** The incident of the path, as it is now. @throws NotFound */
export async function currentIncident(deps: ApiDeps, request: ApiRequest): Promise<ApiReply> {
  const incident = await deps.repository.get('incident', pathOf(request, 'incidentId'));
  if (!incident) throw new NotFound('incident');
  return incidentReply(deps, request, incident);
}

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
