import { describe, expect, it } from 'vitest';
import { SimulatedExecution } from './testing/simulated-execution.ts';

const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const one = (state: object) => ({ StartAt: 'S', States: { S: { ...state, End: true } } });
const task = (fields: object) => one({ Type: 'Task', Resource: CALLBACK, ...fields });
const wait = (fields: object) => one({ Type: 'Wait', ...fields });
const jsonata = (fields: object) => ({ QueryLanguage: 'JSONata', ...fields });

/** What a state fails with, without where it stands. */
async function failureOf(definition: object, input: unknown): Promise<string> {
  const run = await SimulatedExecution.run(definition, { input });
  const { error, cause } = run.ended as { error?: string; cause?: string };
  return `${error}: ${cause?.replace("An error occurred while executing the state 'S' (entered at the event id #2). ", '')}`;
}

describe('seconds of a task', () => {
  it.each([
    [{ TimeoutSeconds: 90, HeartbeatSeconds: 30 }, {}],
    [
      { TimeoutSecondsPath: '$.t', HeartbeatSecondsPath: '$.h' },
      { t: 90, h: 30 },
    ],
    [
      { TimeoutSecondsPath: '$$.Execution.Input.t', HeartbeatSecondsPath: '$.h' },
      { t: 90, h: 30 },
    ],
    [jsonata({ TimeoutSeconds: '{% $states.input.t %}', HeartbeatSeconds: '{% 60 / 2 %}' }), { t: 90 }],
  ])('are numbers, paths or expressions %#', async (fields, input) => {
    const run = new SimulatedExecution(task(fields), { input });
    await run.start();
    expect(run.events.find(({ type }) => type === 'TaskScheduled')).toMatchObject({
      timeoutInSeconds: 90,
      heartbeatInSeconds: 30,
    });
    await run.fireNext();
    expect(run.ended).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
  });

  const seconds = (value: unknown) => [jsonata({ TimeoutSeconds: '{% $states.input.t %}' }), { t: value }] as const;
  const path = (value: unknown) => [{ TimeoutSecondsPath: '$.t' }, { t: value }] as const;
  const expression = "The JSONata expression '$states.input.t' specified for the field 'TimeoutSeconds'";
  it.each([
    [...seconds(1.6), 'States.QueryEvaluationError: The TimeoutSeconds field cannot be parsed as an integer: 1.6'],
    [...seconds(-1), 'States.QueryEvaluationError: TimeoutSeconds must be between 0 and 99999999 but was: -1'],
    [...seconds(1e8), 'States.QueryEvaluationError: TimeoutSeconds must be between 0 and 99999999 but was: 100000000'],
    [
      ...seconds('5'),
      `States.QueryEvaluationError: ${expression} returned an unexpected result type. Expected 'number', but was 'string' for value: "5"`,
    ],
    [...seconds(undefined), `States.QueryEvaluationError: ${expression} returned nothing (undefined).`],
    [...path(undefined), 'States.Runtime: The TimeoutSecondsPath parameter does not reference an input value: $.t'],
    [...path('x'), 'States.Runtime: The TimeoutSecondsPath parameter cannot be parsed as a long value: $.t == "x"'],
    [...path(1.5), 'States.Runtime: The TimeoutSecondsPath parameter cannot be parsed as a long value: $.t == 1.5'],
  ])('fail the state where they cannot be used %#', async (fields, input, failure) => {
    expect(await failureOf(task(fields), input)).toBe(failure);
  });
});

describe('the time of a Wait', () => {
  const NOW = Date.UTC(2026, 0, 1);
  it.each([
    [{ Seconds: 5 }, {}, 5000],
    [{ SecondsPath: '$.s' }, { s: 5 }, 5000],
    [{ SecondsPath: '$.s' }, { s: '5' }, 5000],
    [jsonata({ Seconds: '{% $states.input.s + 1 %}' }), { s: 4 }, 5000],
    [jsonata({ Seconds: 5 }), {}, 5000],
    [{ Seconds: 0 }, {}, 0],
  ])('is so many seconds from now %#', async (fields, input, ms) => {
    const run = new SimulatedExecution(wait(fields), { input });
    await run.start();
    if (ms === 0) expect(run.ended).toMatchObject({ status: 'SUCCEEDED' });
    else expect(run.execution?.root?.wait).toMatchObject({ dueMs: (run.events[1]?.timestampMs ?? NOW) + ms });
  });

  const seconds = (value: unknown) => [jsonata({ Seconds: '{% $states.input.s %}' }), { s: value }] as const;
  const path = (value: unknown) => [{ SecondsPath: '$.s' }, { s: value }] as const;
  it.each([
    [...seconds(1.5), 'States.QueryEvaluationError: The Seconds field cannot be parsed as an integer: 1.5'],
    [...seconds(-1), 'States.QueryEvaluationError: Seconds must be between 0 and 99999999 but was: -1'],
    [...path(-1), 'States.Runtime: The SecondsPath parameter references a negative value: $.s == -1'],
    [...path(1.5), 'States.Runtime: The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5'],
    [...path(undefined), 'States.Runtime: The SecondsPath parameter does not reference an input value: $.s'],
    [
      { TimestampPath: '$.t' },
      { t: '2026-01-01' },
      'States.Runtime: The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.t == 2026-01-01',
    ],
    [
      jsonata({ Timestamp: "{% '2026-01-01' %}" }),
      {},
      'States.QueryEvaluationError: The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2026-01-01',
    ],
  ])('fails the state where it is none %#', async (fields, input, failure) => {
    expect(await failureOf(wait(fields), input)).toBe(failure);
  });
});
