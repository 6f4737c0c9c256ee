import { describe, expect, it } from 'vitest';
import { SimulatedExecution } from './testing/simulated-execution.ts';

const LAMBDA = 'arn:aws:states:::lambda:invoke';
const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

const states = (all: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  StartAt: Object.keys(all)[0],
  States: all,
  ...rest,
});
const done = { Type: 'Succeed' };

describe('stop and redrive', () => {
  const waiting = states({
    A: { Type: 'Pass', Result: { a: 1 }, Next: 'T' },
    T: {
      Type: 'Task',
      Resource: CALLBACK,
      TimeoutSeconds: 60,
      Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
      Next: 'E',
    },
    E: done,
  });

  it('stops what waits and closes its wait', async () => {
    const run = new SimulatedExecution(waiting);
    await run.start();
    await run.send({ kind: 'stop', error: 'Why', cause: 'because' });
    expect(run.ended).toEqual({ kind: 'ended', status: 'ABORTED', error: 'Why', cause: 'because' });
    expect(run.types.at(-1)).toBe('ExecutionAborted');
    expect(await run.fireNext()).toBe(false);
    expect(await run.send({ kind: 'stop' })).toBe(false);
    expect(await run.send({ kind: 'task-succeeded', seq: 1, output: '1' })).toBe(false);
  });

  it('takes a stopped execution up where it was, with a new token and its retries anew', async () => {
    const run = new SimulatedExecution(waiting);
    await run.start();
    await run.send({ kind: 'task-failed', seq: 1, error: 'E' });
    await run.fireNext();
    await run.send({ kind: 'stop' });
    expect(await run.send({ kind: 'redrive' })).toBe(true);
    expect(run.types.slice(-3)).toEqual(['ExecutionRedriven', 'TaskScheduled', 'TaskStarted']);
    expect(run.types.filter((type) => type === 'TaskStateEntered')).toHaveLength(1);
    const last = run.tasks.at(-1);
    expect(last?.attempt).toBe(0);
    expect(await run.send({ kind: 'task-succeeded', seq: 1, output: '1' })).toBe(false);
    await run.send({ kind: 'task-succeeded', seq: last?.seq ?? 0, output: '"ok"' });
    expect(run.output).toBe('ok');
    expect(run.execution?.redriveCount).toBe(1);
    expect(await run.send({ kind: 'redrive' })).toBe(false);
  });

  it('does not redrive what runs', async () => {
    const run = new SimulatedExecution(waiting);
    await run.start();
    expect(await run.send({ kind: 'redrive' })).toBe(false);
  });

  it('redrives the branch that failed and keeps the one that did not', async () => {
    const run = await SimulatedExecution.run(
      states({
        P: {
          Type: 'Parallel',
          Branches: [
            states({ Good: { Type: 'Pass', Result: 'good', End: true } }),
            states({ Bad: { Type: 'Task', Resource: LAMBDA, End: true } }),
          ],
          End: true,
        },
      }),
      { answer: ({ seq }) => (seq === 1 ? { error: 'E' } : { output: 'mended' }) },
    );
    expect(run.ended?.status).toBe('FAILED');
    await run.send({ kind: 'redrive' });
    expect(run.output).toEqual(['good', 'mended']);
    expect(run.types.filter((type) => type === 'PassStateEntered')).toHaveLength(1);
  });
});
