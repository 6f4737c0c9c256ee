import { describe, expect, test } from 'vitest';
import { errorLabel, NotADefinition, readDefinition, stateWords } from './definition.ts';

const definition = {
  StartAt: 'Schedule',
  QueryLanguage: 'JSONata',
  States: {
    Schedule: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: ['StudentExceededAllowableExamRetries'], Next: 'Act' }],
      Next: 'Notify',
    },
    Notify: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Next: 'Passed' },
    Passed: {
      Type: 'Choice',
      Choices: [
        { Condition: "{% $states.input.result = 'Pass' %}", Next: 'Resolve' },
        { Condition: "{% $states.input.result = 'Fail' %}", Next: 'Schedule' },
        { Condition: "{% $states.input.result = 'Excused' %}", Next: 'Schedule' },
      ],
      Default: 'Act',
    },
    Resolve: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true },
    Act: { Type: 'Succeed' },
  },
};

describe('readDefinition', () => {
  const graph = readDefinition(definition);
  const edge = (from: string, to: string) =>
    graph.edges.find((candidate) => candidate.from === from && candidate.to === to);

  test('tells a state that waits for a person from a function', () => {
    expect(graph.states.map(({ name, kind }) => [name, kind])).toEqual([
      ['Schedule', 'function'],
      ['Notify', 'waits-for-person'],
      ['Passed', 'choice'],
      ['Resolve', 'function'],
      ['Act', 'succeed'],
    ]);
  });

  test('merges choices that lead to the same state and names both values', () => {
    expect(edge('Passed', 'Schedule')).toMatchObject({ via: 'choice', label: 'Fail or Excused' });
    expect(graph.edges.filter(({ from }) => from === 'Passed')).toHaveLength(3);
  });

  test('keeps a caught error apart from the ordinary way', () => {
    expect(edge('Schedule', 'Act')).toMatchObject({ via: 'caught', label: 'Student exceeded allowable exam retries' });
    expect(edge('Schedule', 'Notify')).toMatchObject({ via: 'next', label: '' });
  });

  test('marks the states at which the workflow ends', () => {
    expect(graph.states.filter(({ end }) => end).map(({ name }) => name)).toEqual(['Resolve', 'Act']);
  });

  test('reads the definition’s text as well as its object', () => {
    expect(readDefinition(JSON.stringify(definition))).toEqual(graph);
  });

  test('keeps Next and Catch to one state apart', () => {
    const both = readDefinition({
      StartAt: 'A',
      States: {
        A: { Type: 'Task', Resource: 'r', Next: 'B', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] },
        B: { Type: 'Succeed' },
      },
    });
    expect(both.edges.map(({ via }) => via)).toEqual(['next', 'caught']);
  });

  test('labels JSONPath choices by what they compare with', () => {
    const paths = readDefinition({
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [
            { Variable: '$.score', NumericGreaterThanEquals: 70, Next: 'D' },
            {
              Or: [
                { Variable: '$.a', StringEquals: 'x' },
                { Variable: '$.a', StringEquals: 'y' },
              ],
              Next: 'C',
            },
          ],
        },
        D: { Type: 'Succeed' },
      },
    });
    expect(paths.edges.map(({ label }) => label)).toEqual(['70', 'x or y']);
  });

  test('puts values and the presence of one into words', () => {
    const choices = readDefinition({
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [
            { Condition: "{% $states.input.result = 'DidNotSit' %}", Next: 'D' },
            { Condition: "{% $states.input.decision = 'attempt-granted' %}", Next: 'C' },
            { Condition: '{% $exists($states.input.result) %}', Next: 'E' },
          ],
        },
        D: { Type: 'Succeed' },
        E: { Type: 'Succeed' },
      },
    });
    expect(choices.edges.map(({ label }) => label)).toEqual(['Did not sit', 'attempt granted', 'has a result']);
  });

  test.each(['{', {}, { States: {} }, null])('refuses what is no definition: %j', (value) => {
    expect(() => readDefinition(value)).toThrow(NotADefinition);
  });
});

test('puts names of errors and states into words', () => {
  expect(errorLabel('States.Timeout')).toBe('Timeout');
  expect(errorLabel('States.ALL')).toBe('Any error');
  expect(stateWords('HasStudentPassedExam')).toBe('Has student passed exam');
});
