import { expect, test } from 'vitest';
import { eventStates } from './event-states.ts';

const event = (id: number, previousEventId: number, type: string, name?: string) => ({
  id,
  previousEventId,
  type,
  details: name === undefined ? {} : { name },
});

test('gives a task’s events to the state that was entered before them, whatever the order of the list', () => {
  const states = eventStates([
    event(6, 5, 'ExecutionSucceeded'),
    event(5, 4, 'TaskStateExited', 'Schedule'),
    event(4, 3, 'TaskSucceeded'),
    event(3, 2, 'TaskScheduled'),
    event(2, 0, 'TaskStateEntered', 'Schedule'),
    event(1, 0, 'ExecutionStarted', 'not a state'),
  ]);
  expect([1, 2, 3, 4, 5, 6].map((id) => states.get(id))).toEqual([
    undefined,
    'Schedule',
    'Schedule',
    'Schedule',
    'Schedule',
    undefined,
  ]);
});

test('leaves an event open whose state is on a page not loaded yet', () => {
  expect(eventStates([event(9, 8, 'TaskStarted')]).get(9)).toBeUndefined();
});
