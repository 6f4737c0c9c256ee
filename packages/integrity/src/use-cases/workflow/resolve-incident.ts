import { examResult } from '../../exam/exam.ts';
import type { Incident } from '../../incident/incident.ts';
import { withoutStatus } from '../../incident/transitions.ts';
import { certificateLink } from '../../mail/links.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Certificate } from '../../ports/records.ts';
import { retryOnConflict } from '../decide.ts';
import { mailChange, writeMail } from '../write-mail.ts';
import { IncidentElsewhere, IncidentUnknown, IncidentWithdrawn } from './errors.ts';

/**
 * Closes an incident whose exam was passed: certificate, letter to the student. A repeated call changes nothing.
 * @throws IncidentWithdrawn, caught by the workflow; IncidentUnknown; IncidentElsewhere
 */
export async function resolveIncident(deps: Deps, incidentId: string): Promise<{ incidentId: string }> {
  await retryOnConflict(async () => {
    const incident = await deps.repository.get('incident', incidentId);
    if (!incident) throw new IncidentUnknown(incidentId);
    if (incident.status === 'resolved') return;
    if (incident.status === 'withdrawn') throw new IncidentWithdrawn(incidentId);
    const exam =
      incident.status === 'exam-open' ? await deps.repository.get('exam', incident.currentExamId) : undefined;
    if (!exam || examResult(exam) !== 'Pass') {
      throw new IncidentElsewhere(incidentId, 'ResolveIncident', incident.status);
    }
    const at = new Date(deps.workflowClock.nowMs()).toISOString();
    const certificate: Certificate = {
      id: deps.ids.random(130),
      version: 0,
      studentNumber: incident.student.studentNumber,
      name: incident.student.name,
      issuedAt: at,
      examId: exam.id,
    };
    const resolved: Incident = {
      ...withoutStatus(incident),
      status: 'resolved',
      resolvedAt: at,
      changedAt: at,
      examId: exam.id,
      certificateId: certificate.id,
    };
    const letter = await writeMail(deps, {
      id: `resolved:${exam.id}`,
      template: 'resolved',
      to: { name: incident.student.name, address: incident.student.email },
      incident,
      examId: exam.id,
      values: { link: certificateLink(deps.institution.origin, certificate.id) },
    });
    await deps.repository.commit([
      { type: 'put', kind: 'incident', item: resolved, expected: incident.version },
      { type: 'put', kind: 'certificate', item: certificate, expected: null },
      mailChange(letter),
      {
        type: 'audit',
        note: {
          chain: incidentId,
          at,
          actor: { kind: 'system', name: 'workflow' },
          action: 'incident.resolved',
          facts: { examId: exam.id, attempt: exam.attempt, certificateId: certificate.id },
        },
      },
    ]);
    deps.wake.mail();
  });
  return { incidentId };
}
