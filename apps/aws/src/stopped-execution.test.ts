import { recordingSfn } from '@resit/integrity/testing/test-deps';
import { expect, it } from 'vitest';
import { stoppedExecution, UnknownStatusChange } from './stopped-execution.ts';

const executionArn = 'arn:aws:states:eu-west-1:123456789012:execution:resit-plagiarism-incident:7k3m';
const change = (detail: object = {}) => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: {
    executionArn,
    stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:resit-plagiarism-incident',
    name: '7k3m',
    status: 'FAILED',
    startDate: 1_795_312_000_000,
    stopDate: 1_795_312_100_000,
    input: '{"incidentId":"7k3m"}',
    inputDetails: { included: true },
    output: null,
    error: 'InvalidInput',
    cause: 'Some fields',
    ...detail,
  },
});

it('reads what EventBridge tells, and asks nobody else', async () => {
  const { sfn, calls } = recordingSfn();
  expect(await stoppedExecution(change(), sfn)).toEqual({
    executionArn,
    name: '7k3m',
    status: 'FAILED',
    startedAt: '2026-11-22T01:46:40.000Z',
    input: '{"incidentId":"7k3m"}',
    error: 'InvalidInput',
    cause: 'Some fields',
  });
  expect(calls).toEqual([]);
});

it('asks for the input and the error that a large event leaves out', async () => {
  const { sfn, calls } = recordingSfn(() => ({ input: '{"incidentId":"7k3m","report":{}}', error: 'E', cause: 'C' }));
  const stopped = await stoppedExecution(change({ input: null, inputDetails: { included: false }, error: null }), sfn);
  expect(calls).toEqual([{ command: 'DescribeExecution', input: { executionArn } }]);
  expect(stopped).toMatchObject({ input: '{"incidentId":"7k3m","report":{}}', error: 'E', cause: 'C' });
});

it('leaves out an error that there was not', async () => {
  const { sfn } = recordingSfn(() => ({ input: '{}' }));
  expect(await stoppedExecution(change({ status: 'ABORTED', error: null, cause: null }), sfn)).not.toHaveProperty(
    'error',
  );
});

it.each([{}, change({ status: 'RUNNING' }), change({ executionArn: '' }), change({ startDate: 'today' }), null])(
  'refuses %o by naming fields',
  async (event) => {
    await expect(stoppedExecution(event, recordingSfn().sfn)).rejects.toThrow(UnknownStatusChange);
  },
);
