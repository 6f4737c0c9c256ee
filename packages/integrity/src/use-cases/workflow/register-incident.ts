import { type Role, rolesIn } from '../../access/caller.ts';
import type { Incident, IncidentBase } from '../../incident/incident.ts';
import { needsConfirmation, parseReport, type Report } from '../../incident/report.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Change } from '../../ports/repository.ts';
import { retryOnConflict } from '../decide.ts';
import { policyInForce } from '../staff/save-policy.ts';
import { ExecutionSuperseded, IncidentUnknown } from './errors.ts';
import { executionNumber } from './execution-name.ts';
import { refreshStudent } from './refresh-student.ts';
import { type Standing, standingOf } from './standing.ts';

/** The report that an execution was started with. Nothing in it varies between repetitions of the same report. */
export interface ReportedIncident {
  incidentId: string;
  reportedBy: { sub: string; name: string; roles: string };
  /** As it was sent; read with the reporter's roles. */
  report: unknown;
  /** Of a bulk import: its mail is held until then (real time). */
  mailHeldUntil?: string;
  importId?: string;
}

/** An execution as the context object tells of it. */
export interface RunningExecution {
  name: string;
  arn: string;
  startedAt: string;
}

/**
 * Stores the incident of an execution's input, once, and answers where it stands. For an incident that is there already
 * the execution takes it over: a resumption, an appeal, a repeated call.
 * @throws InvalidInput; IncidentUnknown without a report for an incident that is not there; ExecutionSuperseded
 */
export async function registerIncident(
  deps: Deps,
  input: { incidentId: string } & Partial<ReportedIncident>,
  execution: RunningExecution,
): Promise<Standing> {
  return retryOnConflict(async () => {
    const there = await deps.repository.get('incident', input.incidentId);
    const incident = there ? await takeOver(deps, there, execution) : await create(deps, input, execution);
    const exam =
      incident.status === 'exam-open' ? await deps.repository.get('exam', incident.currentExamId) : undefined;
    return standingOf(incident, exam, deps.workflowClock.nowMs());
  });
}

async function takeOver(deps: Deps, incident: Incident, execution: RunningExecution): Promise<Incident> {
  const { run } = incident;
  const mine = run.executionName === execution.name;
  const older = executionNumber(incident.id, execution.name) < executionNumber(incident.id, run.executionName);
  if (!mine && older) throw new ExecutionSuperseded(execution.name, run.executionName);
  if (mine && run.executionArn === execution.arn && !run.stopped && !run.requestedAt) return incident;
  const taken: Incident = { ...incident, run: { executionName: execution.name, executionArn: execution.arn } };
  await deps.repository.commit([{ type: 'put', kind: 'incident', item: taken, expected: incident.version }]);
  return taken;
}

async function create(
  deps: Deps,
  input: { incidentId: string } & Partial<ReportedIncident>,
  execution: RunningExecution,
): Promise<Incident> {
  const { incidentId, reportedBy, report } = input;
  if (!reportedBy) throw new IncidentUnknown(incidentId);
  const run = { executionName: execution.name, executionArn: execution.arn };
  return createIncident(deps, {
    reported: { incidentId, reportedBy, report, ...importOf(input) },
    reportedAt: execution.startedAt,
    run,
  });
}

/**
 * Stores a new incident with the policy now in force, refreshes the student's directory entry and writes the audit note.
 * @throws InvalidInput, Conflict
 */
export async function createIncident(
  deps: Deps,
  { reported, reportedAt, run }: { reported: ReportedIncident; reportedAt: string; run: Incident['run'] },
): Promise<Incident> {
  const reporterRoles = rolesIn(reported.reportedBy.roles);
  const report = parseReport(reported.report, reporterRoles);
  const policy = await policyInForce(deps);
  const { incidentId, reportedBy } = reported;
  const base: IncidentBase = {
    id: incidentId,
    version: 0,
    shape: 1,
    reference: referenceOf(incidentId),
    student: report.student,
    work: report.work,
    ...(report.finding ? { finding: report.finding } : {}),
    description: report.description,
    reportedBy: { sub: reportedBy.sub, name: reportedBy.name, role: highestRole(reporterRoles) },
    reportedAt,
    changedAt: reportedAt,
    policyNumber: policy.number,
    attemptsAllowed: policy.attempts,
    attemptsScheduled: 0,
    run,
    ...importOf(reported),
  };
  const incident = withFirstStatus(base, report, reporterRoles);
  const changes: Change[] = [
    { type: 'put', kind: 'incident', item: incident, expected: null },
    ...(await refreshStudent(deps, report.student, needsConfirmation(reporterRoles) ? 'if-unknown' : 'always')),
    {
      type: 'audit',
      note: {
        chain: incidentId,
        at: reportedAt,
        actor: { kind: 'staff', sub: reportedBy.sub, name: reportedBy.name },
        action: 'incident.reported',
        facts: { status: incident.status, policy: policy.number, attemptsAllowed: policy.attempts },
        studentNumber: report.student.studentNumber,
        personal: { name: report.student.name, email: report.student.email, work: report.work.title },
      },
    },
  ];
  await deps.repository.commit(changes);
  return incident;
}

/** What an incident keeps of the bulk import that it came with. */
const importOf = ({
  importId,
  mailHeldUntil,
}: Partial<ReportedIncident>): Pick<IncidentBase, 'importId' | 'mailHeldUntil'> => ({
  ...(importId === undefined ? {} : { importId }),
  ...(mailHeldUntil === undefined ? {} : { mailHeldUntil }),
});

function withFirstStatus(base: IncidentBase, report: Report, reporterRoles: readonly Role[]): Incident {
  if (needsConfirmation(reporterRoles)) return { ...base, status: 'to-be-confirmed' };
  if (report.handling === 'straight-to-decision') {
    return { ...base, status: 'awaiting-decision', reason: 'straight-to-decision', flaggedAt: base.reportedAt };
  }
  return { ...base, status: 'to-be-scheduled' };
}

/** What people call an incident: the beginning of its id, in two groups that are easy to read out. */
export function referenceOf(incidentId: string): string {
  const start = incidentId.replaceAll('-', '').slice(0, 10).toUpperCase();
  return start.length > 5 ? `${start.slice(0, 5)}-${start.slice(5)}` : start;
}

const highestRole = (held: readonly Role[]): Role =>
  held.includes('administrator') ? 'administrator' : held.includes('officer') ? 'officer' : 'lecturer';
