/** What a request is about: an incident and what belongs to it. */
export interface Subject {
  incidentId: string;
  mailId: string;
  requestId: string;
  studentNumber: string;
  importId: string;
  staffId: string;
}

export interface SoundRequest {
  path: Record<string, string>;
  body?: unknown;
  ifMatch?: string;
}

/** The one file that an incident of the office has. */
export const evidenceOf = (incidentId: string): string => `${incidentId}-file`;

const why = { why: 'Because.' };
const template = { subject: 'Sit your exam', body: 'By {{deadline}}: [go]({{link}}).' };
const csv = { fileName: 'a.csv', csv: 'student number,name,email\ns9,Nine,nine@example.edu\n' };

const bodies = ({ incidentId, mailId, requestId }: Subject): Record<string, unknown> => ({
  reportIncident: {
    student: { studentNumber: 's77', name: 'Seven', email: 'seven@example.edu' },
    work: { title: 'Essay', unit: 'X1' },
    description: 'Copied.',
  },
  submitExam: { answers: {} },
  confirmFinding: { finding: { reference: 'F-1', foundOn: '2026-11-20' } },
  refuseReport: why,
  extendDeadline: { until: '2026-12-10', ...why },
  adjustExam: { extraTimePercent: 25 },
  excuseExam: why,
  resendInvitation: {},
  issueCode: { identityCheck: 'Passport.' },
  markBounced: { mailId, ...why },
  withdrawIncident: why,
  decideIncident: { decision: 'dismissed', ...why },
  answerRequest: { requestId, granted: false, text: 'No.' },
  addNote: { text: 'A note.' },
  addEvidence: { name: 'note.txt', content: 'VGhlIG5vdGUu' },
  removeEvidence: { evidenceId: evidenceOf(incidentId), ...why },
  resumeIncident: why,
  redriveIncident: why,
  importStudents: csv,
  createImport: {
    fileName: 'a.csv',
    csv: 'student number,name,email,work title,unit,finding reference,found on,description\n',
  },
  putPolicy: {
    passMarkPercent: 70,
    attempts: 3,
    days: 7,
    questionCount: 20,
    reminderDaysBefore: [1],
    appealDays: 10,
    retentionMonths: 24,
    ...why,
  },
  createStaff: { username: 'new.one', name: 'New One', email: 'new@example.edu', roles: ['officer'] },
  putStaff: { name: 'Olga', email: 'olga@example.edu', roles: ['officer'], disabled: false },
  putTemplate: template,
  previewTemplate: template,
});

const versions: Readonly<Record<string, string>> = {
  putPolicy: '"1"',
  putStaff: '"1"',
  putTemplate: '"0"',
  deleteTemplate: '"0"',
};

/** A request for an operation in which nothing is wrong, so that only who calls can be why it is refused. */
export function soundRequest(operation: string, subject: Subject): SoundRequest {
  const { incidentId, mailId, studentNumber, importId, staffId } = subject;
  const path = {
    incidentId,
    executionName: incidentId,
    mailId,
    studentNumber,
    importId,
    evidenceId: evidenceOf(incidentId),
    questionId: 'quoting-1',
    staffId,
    chain: incidentId,
    templateName: 'reminder',
  };
  const all = bodies(subject);
  const ifMatch = versions[operation];
  return {
    path,
    ...(operation in all ? { body: all[operation] } : {}),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
}
