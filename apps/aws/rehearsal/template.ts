import { readTemplate } from '../build/cloudformation-yaml.ts';
import { ACCOUNT, PARTITION, REGION, STACK } from './place.ts';

/** The template asks for something that cannot be worked out here. */
export class TemplateNotResolved extends Error {
  readonly code = 'template-not-resolved';
}

export type Json = Readonly<Record<string, unknown>>;
export const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
export const list = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

export interface Resource {
  type: string;
  properties: Json;
}

/** A template as a deployment reads it: parameters filled in, conditions decided, references followed. */
export interface Resolved {
  /** Resources whose condition holds, by logical id. */
  resources: Readonly<Record<string, Resource>>;
  /** What `Fn::GetAtt` gives. */
  attribute(logicalId: string, name: string): string;
  /** What `Ref` gives. */
  reference(logicalId: string): string;
  /** Properties of an AWS::Serverless::Function, what stands under Globals included. */
  functionProperties(logicalId: string): Json;
}

const nothing = Symbol('AWS::NoValue');

/** A name that CloudFormation would make up. */
const physicalName = (logicalId: string): string => `${STACK}-${logicalId}-REHEARSAL`;

const arnOf = (service: string, rest: string): string => `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT}:${rest}`;

/** Resolves a template for local use. @throws TemplateNotResolved */
export function resolveTemplate(text: string, given: Readonly<Record<string, string>>): Resolved {
  const template = readTemplate(text);
  const raw = record(template.Resources);
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Region': REGION,
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': PARTITION,
    'AWS::StackName': STACK,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NoValue': nothing,
  };
  const parameters = parameterValues(record(template.Parameters), given);

  const condition = (name: string): boolean => resolve(record(template.Conditions)[name]) === true;
  const properties = (logicalId: string): Json => record(record(raw[logicalId]).Properties);
  const named = (logicalId: string, property: string): string => {
    const name = resolve(properties(logicalId)[property]);
    return typeof name === 'string' ? name : physicalName(logicalId);
  };

  function reference(logicalId: string): string {
    if (Object.hasOwn(parameters, logicalId)) return parameters[logicalId] as string;
    const alias = /^(\w+)Alias(\w+)$/u.exec(logicalId);
    // SAM makes the alias that AutoPublishAlias names.
    if (!raw[logicalId] && alias?.[1] && properties(alias[1]).AutoPublishAlias === alias[2])
      return `${reference(alias[1])}:${alias[2]}`;
    switch (record(raw[logicalId]).Type) {
      case 'AWS::Serverless::StateMachine':
        return arnOf('states', `stateMachine:${named(logicalId, 'Name')}`);
      case 'AWS::SecretsManager::Secret':
        return arnOf('secretsmanager', `secret:${physicalName(logicalId)}-AbCdEf`);
      case 'AWS::SNS::Topic':
        return arnOf('sns', physicalName(logicalId));
      case 'AWS::SQS::Queue':
        return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${physicalName(logicalId)}`;
      case 'AWS::S3::Bucket':
        return physicalName(logicalId).toLowerCase();
      case undefined:
        throw new TemplateNotResolved(`Nothing is called ${logicalId}.`);
      default:
        return physicalName(logicalId);
    }
  }

  function attribute(logicalId: string, name: string): string {
    const type = record(raw[logicalId]).Type;
    const arns: Readonly<Record<string, () => string>> = {
      'AWS::Serverless::Function': () => arnOf('lambda', `function:${physicalName(logicalId)}`),
      'AWS::Serverless::StateMachine': () => reference(logicalId),
      'AWS::DynamoDB::Table': () => arnOf('dynamodb', `table/${physicalName(logicalId)}`),
      'AWS::SQS::Queue': () => arnOf('sqs', physicalName(logicalId)),
      'AWS::IAM::Role': () => `arn:${PARTITION}:iam::${ACCOUNT}:role/${physicalName(logicalId)}`,
      'AWS::S3::Bucket': () => `arn:${PARTITION}:s3:::${reference(logicalId)}`,
      'AWS::Logs::LogGroup': () => arnOf('logs', `log-group:${physicalName(logicalId)}:*`),
    };
    const arn = arns[String(type)];
    if (name === 'Arn' && arn) return arn();
    if (type === 'AWS::Serverless::StateMachine' && name === 'Name') return named(logicalId, 'Name');
    if (type === 'AWS::DynamoDB::Table' && name === 'StreamArn')
      return `${attribute(logicalId, 'Arn')}/stream/2040-01-01T00:00:00.000`;
    // Of what is not here (the distribution, the pool), so that what mentions it can be read.
    return `${physicalName(logicalId)}.${name}`;
  }

  function substituted(text: string, values: Json): string {
    return text.replace(/\$\{(!?)([^}]+)\}/gu, (_all, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      if (Object.hasOwn(values, name)) return String(resolve(values[name]));
      if (Object.hasOwn(pseudo, name)) return String(pseudo[name]);
      const [logicalId = '', ...attributes] = name.split('.');
      return attributes.length === 0 ? reference(logicalId) : attribute(logicalId, attributes.join('.'));
    });
  }

  const functions: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: (name) => (Object.hasOwn(pseudo, String(name)) ? pseudo[String(name)] : reference(String(name))),
    Condition: (name) => condition(String(name)),
    'Fn::GetAtt': (argument) => attribute(String(list(argument)[0]), String(list(argument)[1])),
    'Fn::Sub': (argument) =>
      typeof argument === 'string'
        ? substituted(argument, {})
        : substituted(String(list(argument)[0]), record(list(argument)[1])),
    'Fn::If': (argument) => resolve(list(argument)[condition(String(list(argument)[0])) ? 1 : 2]),
    'Fn::Equals': (argument) => resolve(list(argument)[0]) === resolve(list(argument)[1]),
    'Fn::Not': (argument) => resolve(list(argument)[0]) !== true,
    'Fn::And': (argument) => list(argument).every((each) => resolve(each) === true),
    'Fn::Or': (argument) => list(argument).some((each) => resolve(each) === true),
    'Fn::Select': (argument) => list(resolve(list(argument)[1]))[Number(list(argument)[0])],
    'Fn::Split': (argument) => String(resolve(list(argument)[1])).split(String(list(argument)[0])),
    'Fn::Join': (argument) => list(resolve(list(argument)[1])).join(String(list(argument)[0])),
  };

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((each) => each !== nothing);
    if (typeof value !== 'object' || value === null) return value;
    const [key, ...more] = Object.keys(value);
    const apply = key !== undefined && more.length === 0 ? functions[key] : undefined;
    if (apply && key !== undefined) return apply((value as Json)[key]);
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, each]) => {
        const resolved = resolve(each);
        return resolved === nothing ? [] : [[name, resolved]];
      }),
    );
  }

  const there = Object.entries(raw).filter(([, resource]) => {
    const needed = record(resource).Condition;
    return typeof needed !== 'string' || condition(needed);
  });
  const resources = Object.fromEntries(
    there.map(([logicalId, resource]) => [
      logicalId,
      {
        type: String(record(resource).Type),
        // The API document's own functions are the gateway's to read.
        properties: logicalId === 'Api' ? properties(logicalId) : record(resolve(properties(logicalId))),
      },
    ]),
  );
  const shared = record(resolve(record(record(template.Globals).Function)));

  return {
    resources,
    attribute,
    reference,
    functionProperties(logicalId) {
      const own = resources[logicalId]?.properties;
      if (own === undefined) throw new TemplateNotResolved(`There is no function ${logicalId}.`);
      const variables = {
        ...record(record(shared.Environment).Variables),
        ...record(record(own.Environment).Variables),
      };
      return { ...shared, ...own, Environment: { Variables: variables } };
    },
  };
}

function parameterValues(declared: Json, given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(declared).map(([name, declaration]) => {
      const { Default, AllowedPattern, AllowedValues } = record(declaration);
      const value = given[name] ?? Default;
      if (value === undefined) throw new TemplateNotResolved(`The parameter ${name} has no value.`);
      const text = String(value);
      if (typeof AllowedPattern === 'string' && !new RegExp(AllowedPattern, 'u').test(text))
        throw new TemplateNotResolved(`The parameter ${name} may not be ${text}.`);
      if (Array.isArray(AllowedValues) && !AllowedValues.map(String).includes(text))
        throw new TemplateNotResolved(`The parameter ${name} may not be ${text}.`);
      return [name, text];
    }),
  );
}
