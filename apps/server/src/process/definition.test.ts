import { workflowFunctionNames } from '@resit/functions/workflow/create-workflow-functions';
import { parseDefinition } from 'states/asl/parse';
import { describe, expect, it } from 'vitest';
import { substitute } from '../host/definition.ts';
import { definitionText } from './simulation.ts';

interface Transition {
  Next?: string;
}
interface State {
  Type: string;
  Resource?: string;
  Arguments?: { FunctionName: string; Payload: Record<string, unknown> };
  TimeoutSeconds?: number | string;
  Next?: string;
  Default?: string;
  Choices?: (Transition & { Condition: string })[];
  Catch?: (Transition & { ErrorEquals: string[] })[];
  Retry?: { ErrorEquals: string[]; IntervalSeconds: number; MaxAttempts: number; BackoffRate: number }[];
}
const definition = JSON.parse(definitionText) as {
  QueryLanguage: string;
  StartAt: string;
  States: Record<string, State>;
};
const states = Object.entries(definition.States);
const tasks = states.filter(([, state]) => state.Type === 'Task');
const waiting = tasks.filter(([, state]) => state.Resource?.endsWith('.waitForTaskToken'));
const nextOf = (state: State): string[] =>
  [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map(({ Next }) => Next),
    ...(state.Catch ?? []).map(({ Next }) => Next),
  ].filter((next) => next !== undefined);

describe('the definition', () => {
  it('is one that the engine takes without a complaint', () => {
    const functions = Object.fromEntries(workflowFunctionNames.map((name) => [`${name}Function`, name]));
    expect(parseDefinition(substitute(definitionText, functions)).diagnostics).toEqual([]);
    expect(definition.QueryLanguage).toBe('JSONata');
  });

  it('has every state of the process, each reached from the start', () => {
    const reached = new Set([definition.StartAt]);
    for (const name of reached) for (const next of nextOf(definition.States[name]!)) reached.add(next);
    expect([...reached].sort()).toEqual(states.map(([name]) => name).sort());
    expect([...reached]).toEqual(
      expect.arrayContaining([
        'RegisterIncident',
        'WhereItStands',
        'ConfirmFinding',
        'ScheduleExam',
        'SendNotification',
        'ReviewDeadline',
        'HasStudentPassedExam',
        'ResolveIncident',
        'TakeAdministrativeAction',
        'HasOfficerDecided',
        'CloseIncident',
        'WithdrawIncident',
      ]),
    );
  });

  it('invokes each function there is, once, through lambda:invoke, under its own name', () => {
    const invoked = tasks.map(([name, state]) => [name, state.Arguments?.FunctionName]);
    expect(invoked.sort()).toEqual(workflowFunctionNames.map((name) => [name, `\${${name}Function}`]).sort());
    for (const [, state] of tasks) {
      expect(state.Resource).toMatch(/^arn:aws:states:::lambda:invoke(\.waitForTaskToken)?$/);
    }
  });

  it('passes input and task token to every function that waits, and to no other, and waits for none for ever', () => {
    expect(waiting.map(([name]) => name).sort()).toEqual([
      'ConfirmFinding',
      'SendNotification',
      'TakeAdministrativeAction',
    ]);
    for (const [name, state] of tasks) {
      const token = state.Arguments?.Payload['TaskToken'];
      if (!waiting.some(([each]) => each === name)) {
        expect(JSON.stringify(state)).not.toContain('Task.Token');
        continue;
      }
      expect(token).toBe('{% $states.context.Task.Token %}');
      expect(state.Arguments?.Payload).toHaveProperty('input.incidentId');
      expect(state.TimeoutSeconds).toBeDefined();
      expect(state.Catch?.some(({ ErrorEquals }) => ErrorEquals.includes('States.Timeout'))).toBe(true);
    }
  });

  it('retries every function on the errors of the service that AWS recommends', () => {
    for (const [, state] of tasks) {
      const [service] = state.Retry ?? [];
      expect(service).toMatchObject({ IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 2 });
      expect(service?.ErrorEquals).toEqual(
        expect.arrayContaining([
          'Lambda.ClientExecutionTimeoutException',
          'Lambda.ServiceException',
          'Lambda.AWSLambdaException',
          'Lambda.SdkClientException',
        ]),
      );
      // A wait that timed out, and an answer of ours, are never tried again.
      const retried = (state.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(retried).not.toEqual(expect.arrayContaining(['States.ALL']));
      expect(retried).not.toEqual(expect.arrayContaining(['States.Timeout']));
    }
  });

  it('reckons how long to wait for the student from what the function before answered', () => {
    expect(definition.States['SendNotification']?.TimeoutSeconds).toBe('{% $states.input.waitSeconds %}');
  });
});
