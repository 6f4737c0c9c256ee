import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTemplate } from './cloudformation-yaml.ts';
import { builtFunctions } from './functions.ts';

const appFolder = new URL('..', import.meta.url).pathname;
const template = readTemplate(readFileSync(new URL('../template.yaml', import.meta.url), 'utf8')) as {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
};
const { Resources } = template;

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}
interface Role {
  Policies: { PolicyDocument: { Statement: Statement[] } }[];
  ManagedPolicyArns?: unknown;
}
const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
const roleOf = (logicalId: string): string => {
  const role = Resources[logicalId]?.Properties.Role as { 'Fn::GetAtt': [string, string] };
  return role['Fn::GetAtt'][0];
};
const propertiesOfRole = (roleId: string): Role =>
  (Resources[roleId]?.Properties ?? { Policies: [] }) as unknown as Role;
const statementsOf = (roleId: string): Statement[] =>
  propertiesOfRole(roleId).Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
const allowed = (roleId: string): [action: string, resource: string][] =>
  statementsOf(roleId).flatMap(({ Action, Resource }) =>
    list(Action).flatMap((action) =>
      list(Resource).map((resource): [string, string] => [action, JSON.stringify(resource)]),
    ),
  );

const functions = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::Serverless::Function');
const table = '{"Fn::GetAtt":["Table","Arn"]}';
const executions =
  '{"Fn::Sub":"arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${StateMachine.Name}:*"}';

/** What each kind of access is, action by action. */
const grants = {
  telemetry: [
    ['logs:CreateLogStream', '{"Fn::GetAtt":["FunctionLog","Arn"]}'],
    ['logs:PutLogEvents', '{"Fn::GetAtt":["FunctionLog","Arn"]}'],
    ['xray:PutTraceSegments', '"*"'],
    ['xray:PutTelemetryRecords', '"*"'],
  ],
  // A transaction is judged by what is in it: puts, updates, deletes and condition checks.
  table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem'].map((action) => [`dynamodb:${action}`, table]),
  indexed: ['BatchGetItem', 'Query', 'PutItem', 'DeleteItem'].map((action) => [`dynamodb:${action}`, table]),
  counters: [['dynamodb:UpdateItem', table]],
  answers: [['dynamodb:ConditionCheckItem', table]],
  many: [['dynamodb:BatchWriteItem', table]],
  stream: [
    ...['DescribeStream', 'GetRecords', 'GetShardIterator'].map((action) => [
      `dynamodb:${action}`,
      '{"Fn::GetAtt":["Table","StreamArn"]}',
    ]),
    ['dynamodb:ListStreams', '{"Fn::Sub":"${Table.Arn}/stream/*"}'],
  ],
  undelivered: [['sqs:SendMessage', '{"Fn::GetAtt":["Undelivered","Arn"]}']],
  start: [
    ['states:StartExecution', '{"Ref":"StateMachine"}'],
    ['states:StartExecution', '{"Ref":"StateMachineAliaslive"}'],
  ],
  describe: [['states:DescribeExecution', executions]],
  executions: ['DescribeExecution', 'GetExecutionHistory', 'DescribeStateMachineForExecution', 'RedriveExecution'].map(
    (action) => [`states:${action}`, executions],
  ),
  callback: [['states:SendTaskSuccess', '"*"']],
  mail: [
    [
      'ses:SendEmail',
      '{"Fn::Sub":"arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${MailDomain}"}',
    ],
    [
      'ses:SendEmail',
      '{"Fn::Sub":"arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${MailConfigurationSet}"}',
    ],
  ],
  pepper: [['secretsmanager:GetSecretValue', '{"Ref":"PepperSecret"}']],
  // With ListBucket S3 says of a file that is not there that it is not there; without it, that access is denied.
  evidence: [
    ...['PutObject', 'GetObject', 'DeleteObject'].map((action) => [
      `s3:${action}`,
      '{"Fn::Sub":"${EvidenceBucket.Arn}/evidence/*"}',
    ]),
    ['s3:ListBucket', '{"Fn::GetAtt":["EvidenceBucket","Arn"]}'],
  ],
  edge: [['secretsmanager:GetSecretValue', '{"Ref":"EdgeSecret"}']],
} as const satisfies Readonly<Record<string, readonly (readonly string[])[]>>;
type Grant = keyof typeof grants;

/** What each function does beyond writing logs and traces, from its use cases. */
const uses: Readonly<Record<string, readonly Grant[]>> = {
  RegisterIncidentFunction: ['table'],
  ConfirmFindingFunction: ['table'],
  ScheduleExamFunction: ['table', 'counters'],
  SendNotificationFunction: ['table'],
  ReviewDeadlineFunction: ['table', 'answers'],
  ResolveIncidentFunction: ['table'],
  TakeAdministrativeActionFunction: ['table'],
  CloseIncidentFunction: ['table'],
  WithdrawIncidentFunction: ['table'],
  ExecutionStoppedFunction: ['table', 'undelivered', 'describe'],
  DrainCallbacksFunction: ['indexed', 'undelivered', 'stream', 'callback'],
  DrainMailFunction: ['table', 'undelivered', 'stream', 'mail'],
  MailFeedbackFunction: ['table', 'undelivered'],
  WatchFunction: ['table', 'undelivered'],
  SweepFunction: ['table', 'answers', 'undelivered', 'start'],
  DrainImportsFunction: ['table', 'undelivered', 'stream', 'start'],
  SetUpFunction: ['indexed', 'counters', 'many'],
  ApiFunction: ['table', 'pepper', 'start', 'executions'],
  ImportFunction: ['table', 'many'],
  EvidenceFunction: ['table', 'evidence'],
  SubmitExamFunction: ['table', 'answers'],
  AuthorizerFunction: [],
  PagesFunction: ['table', 'answers', 'pepper', 'edge'],
  TokenClaimsFunction: [],
};

/** Actions for which AWS takes no narrower resource. */
const withoutResource = new Set([
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'states:SendTaskSuccess',
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
]);

const sorted = (pairs: readonly (readonly string[])[]): string[] => pairs.map((pair) => pair.join(' ')).sort();

describe('functions of the template', () => {
  it('are those that there is an entry point for', () => {
    expect(functions.map(([logicalId]) => logicalId).sort()).toEqual(
      builtFunctions(appFolder)
        .map(({ logicalId }) => logicalId)
        .sort(),
    );
  });

  it.each(functions.map(([logicalId]) => logicalId))('%s may do what it uses and nothing else', (logicalId) => {
    const wanted = ['telemetry' as const, ...(uses[logicalId] ?? [])].flatMap((grant) => [...grants[grant]]);
    expect(sorted(allowed(roleOf(logicalId)))).toEqual(sorted(wanted));
  });

  it('have a role each, which is nobody else’s and takes in no policy of others', () => {
    const roles = functions.map(([logicalId]) => roleOf(logicalId));
    expect(new Set(roles).size).toBe(functions.length);
    for (const role of roles) expect(propertiesOfRole(role).ManagedPolicyArns).toBeUndefined();
  });

  it('get the addresses of what they may use, and of nothing that they may not', () => {
    const environmentOf = (logicalId: string) =>
      (Resources[logicalId]?.Properties.Environment as { Variables: Record<string, unknown> } | undefined)?.Variables ??
      {};
    const usesWorkflow = (logicalId: string) =>
      allowed(roleOf(logicalId)).some(([action]) => action.startsWith('states:'));
    for (const [logicalId] of functions) {
      const names = Object.keys(environmentOf(logicalId));
      expect([logicalId, names.includes('STATE_MACHINE_ARN')]).toEqual([logicalId, usesWorkflow(logicalId)]);
      expect([logicalId, names.includes('PEPPER_SECRET_ARN')]).toEqual([
        logicalId,
        uses[logicalId]?.includes('pepper') ?? false,
      ]);
      expect([logicalId, names.includes('EVIDENCE_BUCKET')]).toEqual([
        logicalId,
        uses[logicalId]?.includes('evidence') ?? false,
      ]);
    }
  });

  it('leave events that they could not do where somebody finds them', () => {
    for (const [logicalId, { Properties }] of functions) {
      const events = Object.values((Properties.Events ?? {}) as Record<string, { Type: string; Properties: Json }>);
      for (const event of events) {
        const letter = JSON.stringify(event.Properties);
        expect([logicalId, event.Type, letter.includes('"Undelivered","Arn"')]).toEqual([logicalId, event.Type, true]);
      }
      if (events.length > 0) expect(JSON.stringify(Properties.EventInvokeConfig)).toContain('"Undelivered","Arn"');
    }
  });
});
type Json = Record<string, unknown>;

describe('roles', () => {
  const roles = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');

  it('name every action in full', () => {
    for (const [role] of roles)
      for (const [action] of allowed(role)) expect([role, action]).toEqual([role, expect.not.stringContaining('*')]);
  });

  it('name the resource unless AWS takes none for the action', () => {
    for (const [role] of roles)
      for (const [action, resource] of allowed(role))
        if (resource === '"*"') expect([role, withoutResource.has(action) || action]).toEqual([role, true]);
  });

  it('let the workflow invoke exactly the functions that the definition is given', () => {
    const given = Resources.StateMachine?.Properties.DefinitionSubstitutions as Record<string, unknown>;
    const invoked = allowed('StateMachineRole').filter(([action]) => action === 'lambda:InvokeFunction');
    expect(sorted(invoked)).toEqual(
      sorted(Object.values(given).map((arn) => ['lambda:InvokeFunction', JSON.stringify(arn)])),
    );
  });

  it('let the gateway start executions and ask the authorizer', () => {
    expect(sorted(allowed('ApiRole'))).toEqual(
      sorted([...grants.start, ['lambda:InvokeFunction', '{"Fn::GetAtt":["AuthorizerFunction","Arn"]}']]),
    );
  });
});
