import type { Permission } from './permissions.ts';

/** Permissions that nothing here can use, and why: each is used by a service of AWS that does not exist here. */
const reasons: readonly (readonly [role: RegExp, action: RegExp, why: string])[] = [
  [/./, /^xray:/, "Lambda's and Step Functions' own daemons write traces under the role"],
  [/./, /^logs:PutLogEvents$/, 'a function writes nothing as long as nothing goes wrong'],
  [
    /^(ConfirmFinding|SendNotification|ResolveIncident|TakeAdministrativeAction|CloseIncident|ExecutionStopped|MailFeedback|SetUp)Role$/,
    /^dynamodb:BatchGetItem$/,
    'a commit looks up what it wrote over when another was faster',
  ],
  [
    /^(ConfirmFinding|SendNotification|MailFeedback)Role$/,
    /^dynamodb:Query$/,
    'a commit looks up the end of the audit trail when another was faster',
  ],
  [
    /^(ConfirmFinding|ExecutionStopped|Import|MailFeedback|SetUp)Role$/,
    /^dynamodb:DeleteItem$/,
    'what reads an index removes rows that a writer who was cut off left behind',
  ],
  [/^StateMachineRole$/, /^logs:/, "Step Functions sets up the delivery of its log under the state machine's role"],
  [
    /^WatchRole$/,
    /./,
    'days that pass in a moment are an outage to the watch, which is played over DynamoDB by its own tests',
  ],
  [/^ApiLogWriterRole$/, /^logs:/, 'API Gateway writes the access log of its APIs'],
];

/** Why a permission may stay unused in a rehearsal; undefined: it may not. */
export const excused = (role: string, { action }: Permission): string | undefined =>
  reasons.find(([roles, actions]) => roles.test(role) && actions.test(action))?.[2];
