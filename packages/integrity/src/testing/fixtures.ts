import type { Scheduled } from '../exam/exam.ts';
import type { Incident, IncidentStatus } from '../incident/incident.ts';
import { defaultPolicy, examPolicy } from '../policy/policy.ts';

const reportedAt = '2026-11-22T02:00:00.000Z';

type Of<S extends IncidentStatus> = Extract<Incident, { status: S }>;

/** What each status has beyond what all incidents have. */
const byStatus: { [S in IncidentStatus]: Omit<Of<S>, keyof Of<'to-be-scheduled'>> & { status: S } } = {
  'to-be-confirmed': { status: 'to-be-confirmed' },
  'to-be-scheduled': { status: 'to-be-scheduled' },
  'exam-open': { status: 'exam-open', currentExamId: 'exam1' },
  'awaiting-decision': { status: 'awaiting-decision', reason: 'attempts-used', flaggedAt: reportedAt },
  resolved: { status: 'resolved', resolvedAt: reportedAt, examId: 'exam1', certificateId: 'certificate1' },
  closed: {
    status: 'closed',
    outcome: 'penalty',
    penalty: 'A mark of zero.',
    why: 'Found so.',
    decidedAt: reportedAt,
    decidedBy: { kind: 'staff', sub: 'officer-1', name: 'Olga Officer' },
  },
  withdrawn: {
    status: 'withdrawn',
    withdrawnAt: reportedAt,
    withdrawnBy: { kind: 'staff', sub: 'officer-1', name: 'Olga Officer' },
    why: 'A mistake.',
    refused: false,
  },
};

/** A whole incident of a status, for tests; what is given goes before what is made up. */
export function anIncident<S extends IncidentStatus>(given: Partial<Of<S>> & { status: S }): Of<S> {
  return {
    id: 'incident1',
    version: 1,
    shape: 1,
    reference: 'ABCDE-FGHJK',
    student: { studentNumber: 's1', name: "Siobhán O'Brien", email: 'siobhan@example.edu' },
    work: { title: 'Essay', unit: 'HIST101' },
    finding: { reference: 'F-1', foundOn: '2026-11-20' },
    description: 'Copied.',
    reportedBy: { sub: 'officer-1', name: 'Olga Officer', role: 'officer' },
    reportedAt,
    changedAt: reportedAt,
    policyNumber: 1,
    attemptsAllowed: 3,
    attemptsScheduled: 1,
    run: { executionName: 'incident1', executionArn: 'arn:aws:states:us-east-1:111111111111:execution:p:incident1' },
    ...byStatus[given.status],
    ...given,
  } as unknown as Of<S>;
}

/** A scheduled exam of `anIncident`, due Sunday 29 November 2026 23:59 in Sydney, its invitation still queued. */
export function aScheduledExam(given: Partial<Scheduled> = {}): Scheduled {
  return {
    id: 'exam1',
    version: 1,
    shape: 2,
    incidentId: 'incident1',
    studentNumber: 's1',
    attempt: 1,
    status: 'scheduled',
    scheduledAt: reportedAt,
    deadline: { at: '2026-11-29T12:59:59.999Z', zone: 'Australia/Sydney' },
    policy: examPolicy({ ...defaultPolicy, createdAt: reportedAt, createdBy: 'test' }),
    drawn: [],
    remindersSent: [],
    adjustments: { extraTimePercent: 0, breakMinutes: 0 },
    openRequests: [],
    ...given,
  };
}
