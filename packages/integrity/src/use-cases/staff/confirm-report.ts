import { staffActor } from '../../access/caller.ts';

import type { Finding, Incident, StudentDetails, ToBeScheduled, Withdrawn } from '../../incident/incident.ts';
import { withoutStatus } from '../../incident/transitions.ts';
import type { Deps } from '../../ports/deps.ts';
import { owedCallback } from '../decide.ts';
import { refreshStudent } from '../workflow/refresh-student.ts';
import { type ActionInput, actOnIncident, assertImpartial } from './act-on-incident.ts';
import { reportAnsweredMail } from './report-answered.ts';

/**
 * Confirms a lecturer's report: an officer checked the student's details, mending them where needed, and records the
 * finding. The workflow goes on to schedule the exam.
 * @throws as `actOnIncident`; InvalidInput at `/why` for the only officer confirming a report of their own
 */
export function confirmFinding(
  deps: Deps,
  input: ActionInput & { finding: Finding; student?: StudentDetails; why?: string },
): Promise<Incident> {
  return actOnIncident(deps, 'confirmFinding', 'confirm', input, async ({ incident, at }) => {
    await assertImpartial(deps, input.caller, incident, input.why, '/why');
    const student = input.student ?? incident.student;
    const confirmed: ToBeScheduled = {
      ...withoutStatus(incident),
      student,
      finding: input.finding,
      status: 'to-be-scheduled',
      changedAt: at,
    };
    return {
      changes: [
        { type: 'put', kind: 'incident', item: confirmed, expected: incident.version },
        ...owedCallback(incident, incident.id, { incidentId: incident.id, decision: 'confirmed' }, deps.clock),
        ...(await refreshStudent(deps, student, 'always')),
        ...(await reportAnsweredMail(deps, confirmed, 'confirmed', input.caller)),
      ],
      note: {
        action: 'incident.confirmed',
        facts: {
          finding: input.finding.reference,
          foundOn: input.finding.foundOn,
          detailsChanged: JSON.stringify(student) !== JSON.stringify(incident.student),
        },
        ...(input.why === undefined ? {} : { personal: { why: input.why } }),
      },
      result: confirmed,
    };
  });
}

/** Refuses a lecturer's report: the student never hears of it. @throws as `actOnIncident` */
export function refuseReport(deps: Deps, input: ActionInput & { why: string }): Promise<Incident> {
  return actOnIncident(deps, 'refuseReport', 'refuse', input, async ({ incident, at }) => {
    const refused: Withdrawn = {
      ...withoutStatus(incident),
      status: 'withdrawn',
      withdrawnAt: at,
      withdrawnBy: staffActor(input.caller),
      why: input.why,
      refused: true,
      changedAt: at,
    };
    return {
      changes: [
        { type: 'put', kind: 'incident', item: refused, expected: incident.version },
        ...owedCallback(incident, incident.id, { incidentId: incident.id, decision: 'refused' }, deps.clock),
        ...(await reportAnsweredMail(deps, refused, 'refused', input.caller)),
      ],
      note: { action: 'incident.refused', personal: { why: input.why } },
      result: refused,
    };
  });
}
