import { executionInput } from '../../runtime/execution-input.ts';
import { defineAction } from '../action.ts';
import { endOf } from '../execution-end.ts';
import { executionMembers } from '../execution-members.ts';
import { findExecution } from '../find.ts';
import { redriveStatusOf } from '../redrive-status.ts';
import { oneOf, required, text } from '../shape.ts';
import { wireDate } from '../wire.ts';

const INCLUDED = { included: true };

export const describeExecution = defineAction({
  name: 'DescribeExecution',
  input: {
    executionArn: required(text({ min: 1, max: 256 })),
    includedData: oneOf(['ALL_DATA', 'METADATA_ONLY']),
  },
  run(context, request) {
    const { engine } = context;
    const { row, machine } = findExecution(context, request.executionArn);
    const withData = request.includedData !== 'METADATA_ONLY';
    const { output, error, cause } = withData ? endOf(engine.store, row) : {};
    const { detail, ...members } = executionMembers(engine, machine, row);
    const redrivable = redriveStatusOf(engine, machine, row);
    return {
      ...members,
      ...(withData ? { input: executionInput(engine.store, row.id), inputDetails: INCLUDED } : {}),
      ...(output === undefined ? {} : { output, outputDetails: INCLUDED }),
      error,
      cause,
      traceHeader: detail.traceHeader,
      redriveDate: detail.redrivenMs === undefined ? undefined : wireDate(detail.redrivenMs),
      redriveStatus: redrivable.status,
      redriveStatusReason: redrivable.reason,
    };
  },
});
