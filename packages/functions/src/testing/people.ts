const words = (...lines: string[]): string[] => lines.flatMap((line) => line.split(' '));

/**
 * Who may call each operation of the API document, from the table 'People' of the product's description and from nothing
 * else. `own`: lecturers report, and see the state of what they reported. Officers see every incident and act on it, and
 * may read the policy that they carry out. Administrators do all of that, and staff accounts, policy, bank, templates,
 * audit, redrive and resume. Students sit the exam that is theirs.
 */
export const people = {
  staff: words('getMe getSettings getStudent reportIncident'),
  own: words('listIncidents getIncident'),
  office: words(
    'confirmFinding refuseReport extendDeadline adjustExam excuseExam resendInvitation issueCode markBounced',
    'withdrawIncident decideIncident answerRequest addNote addEvidence getEvidence removeEvidence',
    'listExecutions getExecution getExecutionHistory getExecutionDefinition listStateVisits listTraces',
    'listMail getMail getDashboard listStudents importStudents listImports createImport getImport runImport undoImport',
    'getPolicy listPolicies',
  ),
  administrator: words(
    'resumeIncident redriveIncident putPolicy listQuestions getQuestion listStaff createStaff putStaff resetStaffPassword',
    'getAuditChain verifyAuditChain listTemplates getTemplate putTemplate deleteTemplate previewTemplate',
  ),
  student: words('submitExam'),
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Reach = keyof typeof people;
