import { expect, it } from 'vitest';
import { SimulatedExecution } from './testing/simulated-execution.ts';

const passing = (parameters: object): object => ({
  StartAt: 'P',
  States: { P: { Type: 'Pass', Parameters: parameters, End: true } },
});

it('does not fetch the execution’s input for an expression that looks at something else', async () => {
  const run = await SimulatedExecution.run(passing({ 'name.$': '$$.State.Name', 'id.$': '$$.Execution.Id' }), {
    input: { a: 1 },
  });
  expect(run.output).toMatchObject({ name: 'P' });
  expect(run.inputReads).toBe(0);
});

it('fetches it once for all that look at it, and has it in the whole context object', async () => {
  const run = await SimulatedExecution.run(
    passing({ 'a.$': '$$.Execution.Input.a', 'all.$': '$$', 'again.$': '$$.Execution.Input' }),
    { input: { a: 1 } },
  );
  expect(run.output).toMatchObject({ a: 1, all: { Execution: { Input: { a: 1 } } }, again: { a: 1 } });
  expect(run.inputReads).toBe(1);
});

it('has it for expressions that only the library understands', async () => {
  const run = await SimulatedExecution.run(
    {
      QueryLanguage: 'JSONata',
      StartAt: 'P',
      States: {
        P: { Type: 'Pass', Output: '{% $merge([$states.context.Execution.Input, {"b": 2}]) %}', End: true },
      },
    },
    { input: { a: 1 } },
  );
  expect(run.output).toEqual({ a: 1, b: 2 });
});
