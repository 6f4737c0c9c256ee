import { detailOf } from '../../runtime/detail.ts';
import type { ExecutionHead, Store } from '../../store/store.ts';
import { defineAction } from '../action.ts';
import { ApiError, validation } from '../errors.ts';
import { executionMembers } from '../execution-members.ts';
import { findTarget, type MachineTarget } from '../find.ts';
import { longPageMembers, pageSize, positionOf, tokenFor } from '../pagination.ts';
import { oneOf, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const;

export const listExecutions = defineAction({
  name: 'ListExecutions',
  input: {
    ...longPageMembers,
    stateMachineArn: text({ min: 1, max: 256 }),
    mapRunArn: text({ min: 1, max: 2000 }),
    statusFilter: oneOf(STATUSES),
    redriveFilter: oneOf(['REDRIVEN', 'NOT_REDRIVEN']),
  },
  run(context, request) {
    const { engine } = context;
    if ((request.stateMachineArn === undefined) === (request.mapRunArn === undefined)) {
      throw validation('Must specify exactly one of State Machine ARN or Map Run ARN');
    }
    if (request.stateMachineArn === undefined) {
      throw new ApiError('ResourceNotFound', `Resource not found: '${request.mapRunArn}'`);
    }
    const target = findTarget(context, request.stateMachineArn);
    if (target.machine.type === 'EXPRESS') {
      throw new ApiError(
        'StateMachineTypeNotSupported',
        `This operation is not supported by this type of state machine: '${request.stateMachineArn}'`,
      );
    }
    const limit = pageSize(request.maxResults);
    const matches = (row: ExecutionHead): boolean =>
      isOf(target, row) &&
      (request.redriveFilter === undefined || isRedriven(row) === (request.redriveFilter === 'REDRIVEN'));
    const beforeId = positionOf(request.nextToken);
    const query = {
      machineId: target.machine.id,
      ...(request.statusFilter === undefined ? {} : { status: request.statusFilter }),
      ...(beforeId === undefined ? {} : { beforeId }),
    };
    const { page, more } = collect(engine.store, query, limit, matches);
    return {
      executions: page.map((row) => {
        const { detail, ...members } = executionMembers(engine, target.machine, row);
        return { ...members, redriveDate: detail.redrivenMs === undefined ? undefined : wireDate(detail.redrivenMs) };
      }),
      nextToken: more && page.length > 0 ? tokenFor(page.at(-1)!.id) : undefined,
    };
  },
});

type Query = Omit<Parameters<Store['executions']>[0], 'limit'>;

/** Reads on until the page is full of rows that match. */
function collect(store: Store, query: Query, limit: number, matches: (row: ExecutionHead) => boolean) {
  const page: ExecutionHead[] = [];
  for (let next = query; ; ) {
    const rows = store.executions({ ...next, limit: limit + 1 });
    for (const row of rows) {
      if (!matches(row)) continue;
      if (page.length === limit) return { page, more: true };
      page.push(row);
    }
    const last = rows.at(-1);
    if (!last || rows.length <= limit) return { page, more: false };
    next = { ...next, beforeId: last.id };
  }
}

function isOf(target: MachineTarget, row: ExecutionHead): boolean {
  switch (target.kind) {
    case 'machine':
      return true;
    case 'version':
      return detailOf(row.detail).version === target.version.number;
    case 'alias':
      return detailOf(row.detail).alias === target.alias.name;
  }
}

function isRedriven(row: ExecutionHead): boolean {
  return (detailOf(row.detail).redriveCount ?? 0) > 0;
}
