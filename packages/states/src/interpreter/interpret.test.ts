import fc from 'fast-check';
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

describe('a run', () => {
  it('keeps the text of what passes through, to the last blank', async () => {
    const run = new SimulatedExecution(states({ A: { Type: 'Pass', End: true } }));
    await run.send({ kind: 'start', input: ' { "a" : 1.0 }\n' });
    expect(run.ended).toEqual({ kind: 'ended', status: 'SUCCEEDED', output: ' { "a" : 1.0 }\n' });
  });

  it('numbers events without gaps, each after the one that led to it', async () => {
    const run = await SimulatedExecution.run(states({ A: { Type: 'Pass', Next: 'B' }, B: done }));
    expect(run.events.map(({ id, previousEventId }) => [id, previousEventId])).toEqual([
      [1, 0],
      [2, 0],
      [3, 2],
      [4, 3],
      [5, 4],
      [6, 5],
    ]);
  });

  it('comes to the same in slices of any size', async () => {
    const definition = states({
      Count: { Type: 'Pass', Assign: { n: 0 }, Next: 'Add' },
      Add: { Type: 'Pass', Assign: { 'n.$': 'States.MathAdd($n, 1)' }, Next: 'Enough' },
      Enough: {
        Type: 'Choice',
        Choices: [{ Variable: '$n', NumericGreaterThanEquals: 20, Next: 'Fan' }],
        Default: 'Add',
      },
      Fan: {
        Type: 'Parallel',
        Branches: [states({ P: { Type: 'Pass', Next: 'Q' }, Q: { Type: 'Pass', End: true } }), states({ R: done })],
        End: true,
      },
    });
    const whole = await SimulatedExecution.run(definition);
    expect(whole.ended?.status).toBe('SUCCEEDED');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 75 }), async (maxSteps) => {
        const sliced = await SimulatedExecution.run(definition, { maxSteps });
        expect(sliced.events).toEqual(whole.events);
      }),
      { numRuns: 75 },
    );
  });

  it('fails at 25,000 events', async () => {
    const run = await SimulatedExecution.run(
      states({
        A: { Type: 'Pass', Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Variable: '$.no', IsPresent: true, Next: 'E' }], Default: 'A' },
        E: done,
      }),
      { maxSteps: 1_000_000 },
    );
    expect(run.events.at(-1)).toMatchObject({
      id: 25_000,
      type: 'ExecutionFailed',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  });

  it('fails where an output exceeds 256 KiB', async () => {
    const run = await SimulatedExecution.run(states({ Big: { Type: 'Pass', Result: 'é'.repeat(131_073), End: true } }));
    expect(run.ended).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'Big' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  it('times out as a whole', async () => {
    const run = await SimulatedExecution.run(
      states({ W: { Type: 'Wait', Seconds: 60, End: true } }, { TimeoutSeconds: 5 }),
    );
    expect(run.ended).toEqual({ kind: 'ended', status: 'TIMED_OUT' });
    expect(run.types.at(-1)).toBe('ExecutionTimedOut');
  });

  it('is pure: the execution passed in stays as it was', async () => {
    const run = await SimulatedExecution.run(states({ T: { Type: 'Task', Resource: CALLBACK, End: true } }));
    const before = JSON.stringify(run.execution);
    const frozen = JSON.parse(before, (_key, value: unknown) => Object.freeze(value));
    run.execution = frozen;
    await run.send({ kind: 'task-failed', seq: 1, error: 'E' });
    expect(JSON.stringify(frozen)).toBe(before);
  });
});

describe('Pass, Choice, Succeed and Fail', () => {
  it('put data where the paths say', async () => {
    const run = await SimulatedExecution.run(
      states({
        A: {
          Type: 'Pass',
          InputPath: '$.in',
          Parameters: { 'got.$': '$.x', fixed: [1] },
          ResultPath: '$.out',
          OutputPath: '$.out.got',
          End: true,
        },
      }),
      { input: { in: { x: { deep: true } } } },
    );
    expect(run.output).toEqual({ deep: true });
  });

  it('goes nowhere where no rule holds and there is no Default', async () => {
    const run = await SimulatedExecution.run(
      states({ C: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 2, Next: 'E' }] }, E: done }),
      { input: { a: 1 } },
    );
    expect(run.ended).toMatchObject({
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'C' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    });
  });

  it('fails with error and cause read by path or made by a function', async () => {
    const run = await SimulatedExecution.run(
      states({ F: { Type: 'Fail', ErrorPath: '$.e', CausePath: "States.Format('because of {}', $.c)" } }),
      { input: { e: 'Oops', c: 'rain' } },
    );
    expect(run.ended).toEqual({ kind: 'ended', status: 'FAILED', error: 'Oops', cause: 'because of rain' });
  });

  it('refuses a condition that is no boolean', async () => {
    const run = await SimulatedExecution.run(
      states(
        { C: { Type: 'Choice', Choices: [{ Condition: "{% 'yes' %}", Next: 'E' }], Default: 'E' }, E: done },
        { QueryLanguage: 'JSONata' },
      ),
    );
    expect(run.types).toEqual(['ExecutionStarted', 'ChoiceStateEntered', 'EvaluationFailed', 'ExecutionFailed']);
    expect(run.ended?.cause).toContain("Expected 'boolean', but was 'string' for value: \"yes\"");
  });

  it('takes a member called __proto__ for what it is', async () => {
    const run = new SimulatedExecution(
      states({ A: { Type: 'Pass', Parameters: { 'all.$': '$', 'it.$': "$['__proto__']" }, End: true } }),
    );
    await run.send({ kind: 'start', input: '{"__proto__":{"x":1}}' });
    expect(run.ended?.output).toBe('{"all":{"__proto__":{"x":1}},"it":{"x":1}}');
  });
});

describe('Wait', () => {
  it('waits for its time on the clock it is given', async () => {
    const run = new SimulatedExecution(states({ W: { Type: 'Wait', TimestampPath: '$.until', Next: 'E' }, E: done }), {
      input: { until: '2026-02-01T00:00:00Z' },
    });
    await run.start();
    expect(run.types.at(-1)).toBe('WaitStateEntered');
    await run.settle();
    expect(run.nowMs).toBe(Date.UTC(2026, 1, 1));
    expect(run.ended?.status).toBe('SUCCEEDED');
  });

  it('does not wait for a time that has passed', async () => {
    const run = await SimulatedExecution.run(
      states({ W: { Type: 'Wait', Timestamp: '2016-01-01T00:00:00Z', End: true } }),
    );
    expect(run.nowMs).toBe(Date.UTC(2026, 0, 1));
  });
});

describe('variables', () => {
  it('are all assigned from the values before', async () => {
    const run = await SimulatedExecution.run(
      states({
        A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'B' },
        B: { Type: 'Pass', Assign: { 'x.$': '$y', 'y.$': '$x' }, Next: 'C' },
        C: { Type: 'Pass', Parameters: { 'x.$': '$x', 'y.$': '$y' }, End: true },
      }),
    );
    expect(run.output).toEqual({ x: 2, y: 1 });
  });

  it('stay inside the branch that assigned them', async () => {
    const run = await SimulatedExecution.run(
      states(
        {
          A: { Type: 'Pass', Assign: { x: 'outer' }, Next: 'P' },
          P: {
            Type: 'Parallel',
            Branches: [
              states({
                I: { Type: 'Pass', Assign: { y: '{% $x & "/inner" %}' }, Next: 'J' },
                J: { Type: 'Pass', Output: '{% $y %}', End: true },
              }),
            ],
            Next: 'Z',
          },
          Z: { Type: 'Pass', Output: '{% [$states.input, $x, $exists($y)] %}', End: true },
        },
        { QueryLanguage: 'JSONata' },
      ),
    );
    expect(run.output).toEqual(['outer/inner', 'outer', false]);
  });

  it('may not be larger than 256 KiB', async () => {
    const run = await SimulatedExecution.run(
      states(
        { A: { Type: 'Pass', Assign: { big: "{% $pad('', 300000, 'x') %}" }, End: true } },
        { QueryLanguage: 'JSONata' },
      ),
    );
    expect(run.ended).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('JSONata', () => {
  it('sees input, result and context, and what the library alone knows', async () => {
    const run = await SimulatedExecution.run(
      states(
        {
          T: {
            Type: 'Task',
            Resource: LAMBDA,
            Arguments: { all: '{% $sum($states.input.list) %}' },
            Output: {
              sum: '{% $states.result.n + $count($states.input.list) %}',
              who: '{% $states.context.Execution.Name %}',
            },
            End: true,
          },
        },
        { QueryLanguage: 'JSONata' },
      ),
      { input: { list: [1, 2, 3] }, answer: ({ parameters }) => ({ output: { n: JSON.parse(parameters).all } }) },
    );
    expect(run.output).toEqual({ sum: 9, who: 'e' });
  });

  it('can have its failure caught', async () => {
    const run = await SimulatedExecution.run(
      states(
        {
          T: {
            Type: 'Task',
            Resource: LAMBDA,
            Arguments: '{% 1 + "a" %}',
            Catch: [
              { ErrorEquals: ['States.QueryEvaluationError'], Output: '{% $states.errorOutput.Error %}', Next: 'E' },
            ],
            End: true,
          },
          E: done,
        },
        { QueryLanguage: 'JSONata' },
      ),
    );
    expect(run.output).toBe('States.QueryEvaluationError');
    expect(run.types).toContain('EvaluationFailed');
  });

  it('fails the execution where a catcher itself fails', async () => {
    const run = await SimulatedExecution.run(
      states(
        {
          T: {
            Type: 'Task',
            Resource: LAMBDA,
            Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $nothing %}', Next: 'E' }],
            End: true,
          },
          E: done,
        },
        { QueryLanguage: 'JSONata' },
      ),
      { answer: () => ({ error: 'E' }) },
    );
    expect(run.ended).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });
});
