// Finds what requests name.

import type { Alias, StateMachine, Version } from '../runtime/records.ts';
import { executionByName } from '../runtime/starter.ts';
import type { ExecutionRow } from '../store/store.ts';
import type { ActionContext } from './action.ts';
import { parseExecutionArn, parseStateMachineArn } from './arn.ts';
import { ApiError, noSuchExecution, noSuchStateMachine } from './errors.ts';

/** What a state machine's ARN, qualified or not, stands for. */
export type MachineTarget =
  | { readonly kind: 'machine'; readonly machine: StateMachine }
  | { readonly kind: 'version'; readonly machine: StateMachine; readonly version: Version }
  | { readonly kind: 'alias'; readonly machine: StateMachine; readonly alias: Alias };

/** Throws ApiError (InvalidArn, StateMachineDoesNotExist). */
export function findTarget({ engine }: ActionContext, arn: string): MachineTarget {
  const { account, name, qualifier } = parseStateMachineArn(arn);
  const machine = engine.catalogue.machineByName(account, name);
  if (!machine || !arn.startsWith(engine.names.machine(machine))) throw noSuchStateMachine(arn);
  if (qualifier === undefined) return { kind: 'machine', machine };
  if (/^\d+$/.test(qualifier)) {
    const version = engine.catalogue.version(machine.id, Number(qualifier));
    if (!version || String(version.number) !== qualifier) throw noSuchStateMachine(arn);
    return { kind: 'version', machine, version };
  }
  const alias = engine.catalogue.alias(machine.id, qualifier);
  if (!alias) throw noSuchStateMachine(arn);
  return { kind: 'alias', machine, alias };
}

/** The machine itself; qualified ARNs are refused. Throws ApiError. */
export function findMachine(context: ActionContext, arn: string): StateMachine {
  const target = findTarget(context, arn);
  if (target.kind !== 'machine')
    throw new ApiError('InvalidArn', `Invalid Arn: 'Qualified ARN is not valid in this context: ${arn}'`);
  return target.machine;
}

/** Throws ApiError (InvalidArn, ExecutionDoesNotExist). */
export function findExecution({ engine }: ActionContext, arn: string): { row: ExecutionRow; machine: StateMachine } {
  const { account, machineName, name } = parseExecutionArn(arn);
  for (const machine of engine.catalogue.machinesByName(account, machineName)) {
    const row = executionByName(engine.store, machine, name);
    if (row && engine.names.execution(machine, name) === arn) return { row, machine };
  }
  throw noSuchExecution(arn);
}
