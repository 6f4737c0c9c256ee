import { NotAllowed, NotFound } from '../errors.ts';
import type { Incident } from '../incident/incident.ts';
import type { Caller, Role } from './caller.ts';

/** On which objects a role may do something: all of them, or incidents that the caller reported. */
export type Reach = 'any' | 'own';
type Grants = Readonly<Partial<Record<Role, Reach>>>;

const all: Grants = { lecturer: 'any', officer: 'any', administrator: 'any' };
const reporters: Grants = { lecturer: 'own', officer: 'any', administrator: 'any' };
const officers: Grants = { officer: 'any', administrator: 'any' };
const administrators: Grants = { administrator: 'any' };

/**
 * What each role may do, by the operations of the API. What is not here nobody may. A caller with several roles has the
 * widest reach of them.
 */
export const permissions = {
  getMe: all,
  getSettings: all,
  reportIncident: all,
  /** Lecturers look a student up for the form, by the exact number. */
  getStudent: all,

  listIncidents: reporters,
  getIncident: reporters,

  confirmFinding: officers,
  refuseReport: officers,
  extendDeadline: officers,
  adjustExam: officers,
  excuseExam: officers,
  resendInvitation: officers,
  issueCode: officers,
  markBounced: officers,
  withdrawIncident: officers,
  decideIncident: officers,
  answerRequest: officers,
  addNote: officers,
  addEvidence: officers,
  getEvidence: officers,
  removeEvidence: officers,

  listExecutions: officers,
  getExecution: officers,
  getExecutionHistory: officers,
  getExecutionDefinition: officers,
  listStateVisits: officers,
  listTraces: officers,

  listMail: officers,
  getMail: officers,
  getDashboard: officers,
  listStudents: officers,
  importStudents: officers,
  listImports: officers,
  createImport: officers,
  getImport: officers,
  runImport: officers,
  undoImport: officers,

  resumeIncident: administrators,
  redriveIncident: administrators,
  getPolicy: officers,
  putPolicy: administrators,
  listPolicies: officers,
  listQuestions: administrators,
  getQuestion: administrators,
  listStaff: administrators,
  createStaff: administrators,
  putStaff: administrators,
  resetStaffPassword: administrators,
  getAuditChain: administrators,
  verifyAuditChain: administrators,
  listTemplates: administrators,
  getTemplate: administrators,
  putTemplate: administrators,
  deleteTemplate: administrators,
  previewTemplate: administrators,
} as const satisfies Readonly<Record<string, Grants>>;

export type Operation = keyof typeof permissions;
export const operations = Object.keys(permissions) as Operation[];

/** How far a caller may go with an operation; undefined: not at all. */
export function reachOf(caller: Caller, operation: Operation): Reach | undefined {
  const grants: Grants = permissions[operation];
  const reaches = caller.roles.map((role) => grants[role]);
  return reaches.includes('any') ? 'any' : reaches.find((reach) => reach !== undefined);
}

/** The operations that a caller may call at all. */
export const operationsOf = (caller: Caller): Operation[] =>
  operations.filter((operation) => reachOf(caller, operation) !== undefined);

/** @throws NotAllowed if the caller may not do this to anything */
export function assertMay(caller: Caller, operation: Operation): Reach {
  const reach = reachOf(caller, operation);
  if (!reach) throw new NotAllowed('Your role does not allow this.');
  return reach;
}

/**
 * What is out of reach is as if it were not there: nobody learns from the answer that it is.
 * @throws NotAllowed, NotFound
 */
export function assertMayOn(caller: Caller, operation: Operation, incident: Pick<Incident, 'reportedBy'>): void {
  if (assertMay(caller, operation) === 'own' && incident.reportedBy.sub !== caller.sub) throw new NotFound('incident');
}

/** Nobody decides an incident that they reported. */
export const hasConflictOfInterest = (caller: Caller, incident: Pick<Incident, 'reportedBy'>): boolean =>
  incident.reportedBy.sub === caller.sub;
