import { describe, expect, it } from 'vitest';
import { SimulatedExecution } from './testing/simulated-execution.ts';

const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

const states = (all: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  StartAt: Object.keys(all)[0],
  States: all,
  ...rest,
});
const done = { Type: 'Succeed' };

describe('Parallel and Map', () => {
  it('gathers in order what branches come to, whenever they do', async () => {
    const run = new SimulatedExecution(
      states({
        P: {
          Type: 'Parallel',
          Branches: [
            states({ Slow: { Type: 'Wait', Seconds: 9, Next: 'S' }, S: { Type: 'Pass', Result: 'slow', End: true } }),
            states({ F: { Type: 'Pass', Result: 'fast', End: true } }),
          ],
          End: true,
        },
      }),
    );
    await run.start();
    expect(run.ended).toBeUndefined();
    await run.settle();
    expect(run.output).toEqual(['slow', 'fast']);
  });

  it('gives up the others where one fails', async () => {
    const run = await SimulatedExecution.run(
      states({
        P: {
          Type: 'Parallel',
          Branches: [
            states({ W: { Type: 'Wait', Seconds: 9, End: true } }),
            states({ T: { Type: 'Task', Resource: CALLBACK, End: true } }),
            states({ F: { Type: 'Fail', Error: 'Bad' } }),
          ],
          Catch: [{ ErrorEquals: ['Bad'], Next: 'E' }],
          End: true,
        },
        E: done,
      }),
    );
    expect(run.output).toEqual({ Error: 'Bad', Cause: '' });
    expect(run.types).toEqual(expect.arrayContaining(['WaitStateAborted', 'TaskStateAborted', 'ParallelStateFailed']));
    expect(await run.send({ kind: 'task-succeeded', seq: 2, output: '1' })).toBe(false);
  });

  it('runs no more iterations at once than it may', async () => {
    const open = new Set<number>();
    const run = new SimulatedExecution(
      states({
        M: {
          Type: 'Map',
          ItemsPath: '$.items',
          MaxConcurrency: 2,
          ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' },
          ItemProcessor: states({ T: { Type: 'Task', Resource: CALLBACK, End: true } }),
          ResultPath: '$.results',
          End: true,
        },
      }),
      { input: { items: ['a', 'b', 'c', 'd', 'e'] } },
    );
    await run.start();
    let handled = 0;
    while (run.ended === undefined) {
      for (const task of run.tasks.slice(handled)) open.add(task.seq);
      handled = run.tasks.length;
      expect(open.size).toBeLessThanOrEqual(2);
      const seq = Math.max(...open);
      open.delete(seq);
      const task = run.tasks.find((other) => other.seq === seq);
      await run.send({ kind: 'task-succeeded', seq, output: task?.parameters ?? '' });
    }
    expect(run.output).toEqual({
      items: ['a', 'b', 'c', 'd', 'e'],
      results: ['a', 'b', 'c', 'd', 'e'].map((v, i) => ({ i, v })),
    });
  });
});
