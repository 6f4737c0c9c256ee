import { detailOf } from '../../runtime/detail.ts';
import { defineAction } from '../action.ts';
import { ApiError } from '../errors.ts';
import { findExecution } from '../find.ts';
import { redriveStatusOf } from '../redrive-status.ts';
import { required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

/** For so long a request that is repeated is the same request. */
const TOKEN_VALID_MS = 15 * 60_000;

export const redriveExecution = defineAction({
  name: 'RedriveExecution',
  input: {
    executionArn: required(text({ min: 1, max: 256 })),
    clientToken: text({ min: 1, max: 64 }),
  },
  async run(context, request) {
    const { engine } = context;
    const { row, machine } = findExecution(context, request.executionArn);
    const { clientToken } = request;
    const already = detailOf(row.detail).redriveTokens?.find(
      ({ token, atMs }) => token === clientToken && engine.clock.nowMs() - atMs <= TOKEN_VALID_MS,
    );
    if (already) return { redriveDate: wireDate(already.atMs) };
    const { status, reason } = redriveStatusOf(engine, machine, row);
    if (status === 'NOT_REDRIVABLE') throw notRedrivable(reason ?? '');
    const sent = await engine.executions.send(row.id, {
      kind: 'redrive',
      ...(clientToken === undefined ? {} : { clientToken }),
    });
    if (!sent?.applied)
      throw notRedrivable(`Execution is ${sent?.execution.status ?? row.status} and cannot be redriven`);
    return { redriveDate: wireDate(sent.execution.redrivenMs ?? engine.clock.nowMs()) };
  },
});

function notRedrivable(reason: string): ApiError {
  return new ApiError('ExecutionNotRedrivable', `Execution Not Redrivable: '${reason}'`);
}
