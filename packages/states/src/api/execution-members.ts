import { detailOf } from '../runtime/detail.ts';
import type { Engine } from '../runtime/engine.ts';
import { generatedName } from '../runtime/execution-name.ts';
import type { StateMachine } from '../runtime/records.ts';
import type { ExecutionHead } from '../store/store.ts';
import { wireDate } from './wire.ts';

/** What listings and descriptions of an execution have in common; and its detail, for those who show more. */
export function executionMembers(engine: Engine, machine: StateMachine, row: ExecutionHead) {
  const { names } = engine;
  const detail = detailOf(row.detail);
  const name = row.name ?? generatedName(row.id, row.startMs);
  return {
    detail,
    executionArn: names.execution(machine, name),
    name,
    redriveCount: detail.redriveCount ?? 0,
    startDate: wireDate(row.startMs),
    stateMachineAliasArn: detail.alias === undefined ? undefined : names.alias(machine, detail.alias),
    stateMachineArn: names.machine(machine),
    stateMachineVersionArn: detail.version === undefined ? undefined : names.version(machine, detail.version),
    status: row.status,
    stopDate: row.stopMs === null ? undefined : wireDate(row.stopMs),
  };
}
