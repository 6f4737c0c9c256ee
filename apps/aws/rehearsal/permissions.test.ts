import { describe, expect, it } from 'vitest';
import { judge, UseLog } from './permissions.ts';
import { resolveTemplate } from './template.ts';

const template = resolveTemplate(
  `
Parameters: { Name: { Type: String, AllowedPattern: '^[a-z]+$' }, Kind: { Type: String, Default: plain } }
Conditions: { IsFancy: !Equals [ !Ref Kind, fancy ] }
Resources:
  Table: { Type: AWS::DynamoDB::Table, Properties: {} }
  Fancy: { Type: AWS::SQS::Queue, Condition: IsFancy, Properties: {} }
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyDocument:
            Statement:
              - { Effect: Allow, Action: [ dynamodb:GetItem, dynamodb:PutItem ], Resource: !GetAtt Table.Arn }
              - { Effect: Allow, Action: states:DescribeExecution, Resource: !Sub 'arn:aws:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${Name}:*' }
`,
  { Name: 'machine' },
);
const arn = template.attribute('Table', 'Arn');
const execution = 'arn:aws:states:ap-southeast-2:123456789012:execution:machine:one';

describe('what a role did, held against its policy', () => {
  it('is all well when it used every permission and nothing else', () => {
    const log = new UseLog();
    log.note('Role', 'dynamodb:GetItem', arn);
    log.note('Role', 'dynamodb:PutItem', arn);
    log.note('Role', 'states:DescribeExecution', execution);
    expect(judge(template, 'Role', log, () => false)).toEqual({ role: 'Role', outside: [], unused: [] });
  });

  it('names calls outside of it, by action and by resource, and permissions that were never used', () => {
    const log = new UseLog();
    log.note('Role', 'dynamodb:DeleteItem', arn);
    log.note('Role', 'dynamodb:GetItem', `${arn}-other`);
    log.note('Role', 'states:DescribeExecution', execution.replace(':machine:', ':machine2:'));
    log.note('AnotherRole', 'dynamodb:PutItem', arn);
    const { outside, unused } = judge(template, 'Role', log, ({ action }) => action === 'dynamodb:PutItem');
    expect(outside.map(({ action }) => action)).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'states:DescribeExecution',
    ]);
    expect(unused.map(({ action }) => action)).toEqual(['dynamodb:GetItem', 'states:DescribeExecution']);
  });
});

describe('a template', () => {
  it('leaves out what its conditions leave out', () => {
    expect(Object.keys(template.resources)).toEqual(['Table', 'Role']);
  });

  it('is refused with a parameter that its pattern refuses, or with one that is missing', () => {
    const text = `Parameters: { Name: { Type: String, AllowedPattern: '^[a-z]+$' } }\nResources: {}`;
    expect(() => resolveTemplate(text, { Name: 'No' })).toThrow('Name may not be No');
    expect(() => resolveTemplate(text, {})).toThrow('Name has no value');
  });
});
