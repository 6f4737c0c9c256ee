import type { Incident } from '@resit/integrity/incident/incident';
import type { Mail } from '@resit/integrity/mail/mail';
import type { EvidenceStore } from '@resit/integrity/ports/evidence-store';
import type { Change } from '@resit/integrity/ports/repository';
import type { StudentRequest } from '@resit/integrity/student/access';
import { anIncident, aScheduledExam } from '@resit/integrity/testing/fixtures';
import { createInMemoryEvidence } from '@resit/integrity/testing/in-memory-evidence';
import type { SfnCall, TestDeps } from '@resit/integrity/testing/test-deps';
import { createWorld } from '@resit/integrity/testing/world';
import { evidenceOf } from './sound-requests.ts';

const at = '2026-11-22T02:00:00.000Z';

/** A mail of an incident, accepted. */
export function aMail(given: Partial<Mail> & Pick<Mail, 'id'>): Mail {
  return {
    version: 0,
    shape: 1,
    messageId: `<${given.id}@localhost>`,
    template: 'invitation',
    to: { name: 'A Student', address: 'student@example.edu' },
    subject: 'Sit an exam',
    text: 'Dear student',
    html: '<p>Dear student</p>',
    holdsCode: false,
    createdAt: at,
    delivery: { status: 'accepted', at, by: 'trial' },
    ...given,
  };
}

/** An incident with an exam that is open, an invitation that arrived, a request that waits, and a note. */
export function openIncident(id: string, reporter: { sub: string; name: string }, student: string): Change[] {
  const examId = `${id}-exam`;
  const incident: Incident = anIncident({
    id,
    version: 0,
    status: 'exam-open',
    currentExamId: examId,
    reference: `REF-${id}`,
    student: { studentNumber: student, name: `Student ${student}`, email: `${student}@example.edu`, faculty: 'Arts' },
    reportedBy: { ...reporter, role: 'lecturer' },
    run: {
      executionName: id,
      executionArn: `arn:aws:states:us-east-1:111111111111:execution:plagiarism-incident:${id}`,
    },
    waiting: undefined as never,
  });
  const { waiting: _none, ...stored } = incident;
  const request: StudentRequest = {
    id: `${id}-request`,
    version: 0,
    shape: 1,
    incidentId: id,
    examId,
    type: 'more-time',
    text: `Words of ${student} to the office.`,
    askedAt: at,
  };
  const exam = aScheduledExam({
    id: examId,
    version: 0,
    incidentId: id,
    studentNumber: student,
    invitation: { mailId: `${id}-mail`, status: 'accepted', at },
    openRequests: [request.id],
    waiting: { taskToken: `token-of-${examId}`, recordedAt: at },
  });
  return [
    { type: 'put', kind: 'incident', item: stored as Incident, expected: null },
    { type: 'put', kind: 'exam', item: exam, expected: null },
    { type: 'put', kind: 'request', item: request, expected: null },
    { type: 'put', kind: 'mail', item: aMail({ id: `${id}-mail`, incidentId: id, examId }), expected: null },
    {
      type: 'put',
      kind: 'note',
      item: {
        id: `${id}-note`,
        version: 0,
        incidentId: id,
        text: `A note about ${student}.`,
        by: { sub: 'officer-1', name: 'Olga Officer' },
        at,
      },
    },
    {
      type: 'put',
      kind: 'evidence',
      item: {
        id: evidenceOf(id),
        version: 0,
        incidentId: id,
        name: `Report on ${student}.txt`,
        mediaType: 'text/plain',
        sizeBytes: officeFile.length,
        by: { sub: 'officer-1', name: 'Olga Officer' },
        at,
      },
    },
    {
      type: 'audit',
      note: {
        chain: id,
        at,
        actor: { kind: 'staff', ...reporter },
        action: 'incident.reported',
        facts: { status: 'to-be-confirmed' },
        studentNumber: student,
        personal: { name: `Student ${student}` },
      },
    },
  ];
}

const officeFile = Buffer.from('A page of it.');

/** Where the files of the office's incidents are. */
export function createOfficeFiles(): EvidenceStore {
  return createInMemoryEvidence(
    ['one', 'two'].map((incidentId) => [{ incidentId, evidenceId: evidenceOf(incidentId) }, officeFile]),
  );
}

/** What the workflow service answers about any execution that it is asked of. */
export function answerSfn({ command, input }: SfnCall): object {
  const arn = String(input.executionArn ?? '');
  const name = arn.split(':').at(-1) ?? '';
  switch (command) {
    case 'DescribeExecution':
      return { executionArn: arn, name, status: 'RUNNING', startDate: new Date(at), input: '{}', redriveCount: 0 };
    case 'GetExecutionHistory':
      return { events: [{ id: 1, previousEventId: 0, timestamp: new Date(at), type: 'ExecutionStarted' }] };
    case 'DescribeStateMachineForExecution':
      return { definition: '{"StartAt":"A"}', stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:p' };
    default:
      return {};
  }
}

/** An office with two incidents of two lecturers and two students, and what else the API shows. */
export async function createOffice(): Promise<TestDeps> {
  const deps = await createWorld({ answerSfn });
  await deps.repository.commit(openIncident('one', { sub: 'lecturer-1', name: 'Lena Lecturer' }, 's1'));
  await deps.repository.commit(openIncident('two', { sub: 'lecturer-2', name: 'Luis Lecturer' }, 's2'));
  const student = { version: 0, shape: 1 as const, extraTimePercent: 25, extraDays: 0, breakMinutes: 0 };
  await deps.repository.commit([
    { type: 'put', kind: 'student', item: { ...student, id: 's1', name: 'Student s1', email: 's1@example.edu' } },
    { type: 'put', kind: 'student', item: { ...student, id: 's2', name: 'Student s2', email: 's2@example.edu' } },
    {
      type: 'put',
      kind: 'staff',
      item: {
        id: 'staff-1',
        version: 0,
        shape: 1,
        username: 'olga',
        name: 'Olga Officer',
        email: 'olga@example.edu',
        roles: ['officer'],
        passwordHash: 'scrypt$recognisable-hash',
        disabled: false,
        failures: { count: 0 },
        createdAt: at,
      },
    },
  ]);
  return deps;
}
