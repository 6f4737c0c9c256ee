// ARNs of Step Functions, read.
import { invalidArn } from './errors.ts';

export interface StateMachineRef {
  readonly account: string;
  readonly name: string;
  /** A version's number or an alias's name. */
  readonly qualifier?: string;
}

export interface ExecutionRef {
  readonly account: string;
  readonly machineName: string;
  readonly name: string;
}

interface Parts {
  readonly account: string;
  readonly type: string;
  readonly rest: readonly string[];
}

const ARN_LENGTH_MAX = 256;

/** Throws ApiError (InvalidArn). */
export function parseStateMachineArn(arn: string): StateMachineRef {
  const { account, type, rest } = parse(arn);
  const [name, qualifier, more] = rest;
  if (type !== 'stateMachine') throw wrongType(arn, type);
  if (!name || more !== undefined || qualifier === '') throw invalidArn(arn, `Invalid ARN: ${arn}`);
  return qualifier === undefined ? { account, name } : { account, name, qualifier };
}

/** Throws ApiError (InvalidArn). */
export function parseExecutionArn(arn: string): ExecutionRef {
  const { account, type, rest } = parse(arn);
  const [machineName, name, more] = rest;
  if (type !== 'execution' && type !== 'express') throw wrongType(arn, type);
  if (!machineName || !name || (more !== undefined && type === 'execution'))
    throw invalidArn(arn, `Invalid ARN: ${arn}`);
  return { account, machineName, name };
}

/** Throws ApiError (InvalidArn). */
export function parseActivityArn(arn: string): { readonly account: string; readonly name: string } {
  const { account, type, rest } = parse(arn);
  const [name, more] = rest;
  if (type !== 'activity') throw wrongType(arn, type);
  if (!name || more !== undefined) throw invalidArn(arn, `Invalid ARN: ${arn}`);
  return { account, name };
}

/** The type of resource that an ARN of Step Functions names. Throws ApiError (InvalidArn). */
export function arnType(arn: string): string {
  return parse(arn).type;
}

function parse(arn: string): Parts {
  const [prefix, partition, service, , account, type, ...rest] = arn.split(':');
  if (prefix !== 'arn' || !partition || account === undefined) throw invalidArn(arn);
  if (service !== 'states' || type === undefined || arn.length > 2 * ARN_LENGTH_MAX) {
    throw invalidArn(arn, `Invalid ARN: ${arn}`);
  }
  return { account, type, rest };
}

function wrongType(arn: string, type: string) {
  return invalidArn(arn, `Resource type not valid in this context: ${type}`);
}
