import type { HistoryEvent } from '@aws-sdk/client-sfn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestApi, officer } from '../testing/call-api.ts';
import { answerSfn, createOffice } from '../testing/office.ts';
import { stateVisits } from './state-visits.ts';

const token = Buffer.alloc(33, 5).toString('base64');
const at = (second: number): Date => new Date(Date.UTC(2026, 10, 22, 2, 0, second));

/** An execution that failed once and was retried, waits with a token, timed out into a Catch, and waits again. */
const events: HistoryEvent[] = [
  {
    id: 1,
    previousEventId: 0,
    type: 'ExecutionStarted',
    timestamp: at(0),
    executionStartedEventDetails: { input: '{"incidentId":"one"}' },
  },
  {
    id: 2,
    previousEventId: 0,
    type: 'TaskStateEntered',
    timestamp: at(0),
    stateEnteredEventDetails: { name: 'ScheduleExam', input: '{"incidentId":"one"}' },
  },
  {
    id: 3,
    previousEventId: 2,
    type: 'TaskScheduled',
    timestamp: at(0),
    taskScheduledEventDetails: {
      resource: 'invoke',
      resourceType: 'lambda',
      region: 'r',
      parameters: '{"FunctionName":"f"}',
    },
  },
  {
    id: 4,
    previousEventId: 3,
    type: 'TaskStarted',
    timestamp: at(0),
    taskStartedEventDetails: { resource: 'invoke', resourceType: 'lambda' },
  },
  {
    id: 5,
    previousEventId: 4,
    type: 'TaskFailed',
    timestamp: at(1),
    taskFailedEventDetails: {
      resource: 'invoke',
      resourceType: 'lambda',
      error: 'Lambda.ServiceException',
      cause: 'busy',
    },
  },
  {
    id: 6,
    previousEventId: 5,
    type: 'TaskScheduled',
    timestamp: at(2),
    taskScheduledEventDetails: { resource: 'invoke', resourceType: 'lambda', region: 'r', parameters: '{}' },
  },
  {
    id: 7,
    previousEventId: 6,
    type: 'TaskStarted',
    timestamp: at(2),
    taskStartedEventDetails: { resource: 'invoke', resourceType: 'lambda' },
  },
  {
    id: 8,
    previousEventId: 7,
    type: 'TaskSucceeded',
    timestamp: at(3),
    taskSucceededEventDetails: { resource: 'invoke', resourceType: 'lambda', output: '{}' },
  },
  {
    id: 9,
    previousEventId: 8,
    type: 'TaskStateExited',
    timestamp: at(3),
    stateExitedEventDetails: { name: 'ScheduleExam', output: '{"examId":"e"}' },
  },
  {
    id: 10,
    previousEventId: 9,
    type: 'TaskStateEntered',
    timestamp: at(3),
    stateEnteredEventDetails: { name: 'SendNotification', input: '{"examId":"e"}' },
  },
  {
    id: 11,
    previousEventId: 10,
    type: 'TaskScheduled',
    timestamp: at(3),
    taskScheduledEventDetails: {
      resource: 'invoke.waitForTaskToken',
      resourceType: 'lambda',
      region: 'r',
      parameters: JSON.stringify({ Payload: { TaskToken: token, input: { examId: 'e' } } }),
    },
  },
  {
    id: 12,
    previousEventId: 11,
    type: 'TaskStarted',
    timestamp: at(3),
    taskStartedEventDetails: { resource: 'invoke.waitForTaskToken', resourceType: 'lambda' },
  },
  {
    id: 13,
    previousEventId: 12,
    type: 'TaskTimedOut',
    timestamp: at(9),
    taskTimedOutEventDetails: { resource: 'invoke.waitForTaskToken', resourceType: 'lambda', error: 'States.Timeout' },
  },
  {
    id: 14,
    previousEventId: 13,
    type: 'TaskStateExited',
    timestamp: at(9),
    stateExitedEventDetails: { name: 'SendNotification', output: '{"examId":"e"}' },
  },
  {
    id: 15,
    previousEventId: 14,
    type: 'TaskStateEntered',
    timestamp: at(9),
    stateEnteredEventDetails: { name: 'ReviewDeadline', input: `{"examId":"e","cause":"${token}"}` },
  },
];

const officeWithHistory = async () => {
  const deps = await createOffice();
  return {
    ...deps,
    sfn: (await import('@resit/integrity/testing/test-deps')).recordingSfn((call) => {
      if (call.command !== 'GetExecutionHistory') return answerSfn(call);
      const ordered = call.input.reverseOrder === true ? [...events].reverse() : events;
      const from = Number(call.input.nextToken ?? 0);
      const size = Math.min(Number(call.input.maxResults ?? 100), 4);
      const page = ordered.slice(from, from + size);
      return from + size < ordered.length ? { events: page, nextToken: String(from + size) } : { events: page };
    }).sfn,
  };
};

const path = { incidentId: 'one', executionName: 'one' };

describe('stateVisits', () => {
  it('tells what an execution did, state by state', () => {
    expect(stateVisits(events)).toMatchObject([
      {
        state: 'ScheduleExam',
        type: 'Task',
        status: 'succeeded',
        tries: 2,
        input: { incidentId: 'one' },
        output: { examId: 'e' },
        next: 'SendNotification',
        enteredEventId: 2,
        exitedEventId: 9,
      },
      { state: 'SendNotification', status: 'caught', tries: 1, error: 'States.Timeout', next: 'ReviewDeadline' },
      { state: 'ReviewDeadline', status: 'running', tries: 0 },
    ]);
    expect(stateVisits(events)[0]).not.toHaveProperty('error');
  });

  it('ends what was running as the execution does, and takes it up again when it is redriven', () => {
    const failed: HistoryEvent[] = [
      ...events,
      {
        id: 16,
        previousEventId: 15,
        type: 'TaskFailed',
        timestamp: at(10),
        taskFailedEventDetails: { resource: 'i', resourceType: 'l', error: 'Boom', cause: 'c' },
      },
      {
        id: 17,
        previousEventId: 16,
        type: 'ExecutionFailed',
        timestamp: at(10),
        executionFailedEventDetails: { error: 'Boom', cause: 'c' },
      },
    ];
    expect(stateVisits(failed).at(-1)).toMatchObject({ state: 'ReviewDeadline', status: 'failed', error: 'Boom' });
    const redriven: HistoryEvent[] = [
      ...failed,
      { id: 18, previousEventId: 17, type: 'ExecutionRedriven', timestamp: at(20) },
    ];
    expect(stateVisits(redriven).at(-1)).toMatchObject({ state: 'ReviewDeadline', status: 'running' });
    const aborted: HistoryEvent[] = [
      ...events,
      { id: 16, previousEventId: 15, type: 'ExecutionAborted', timestamp: at(10) },
    ];
    expect(stateVisits(aborted).at(-1)).toMatchObject({ status: 'aborted' });
  });

  it('takes a history cut off anywhere', () => {
    fc.assert(
      fc.property(fc.nat(events.length), (length) => {
        const entered = events.slice(0, length).filter(({ type }) => type === 'TaskStateEntered').length;
        expect(stateVisits(events.slice(0, length))).toHaveLength(entered);
      }),
    );
  });
});

describe('executions', () => {
  it('are listed with the one that carries the incident marked', async () => {
    const { body } = await createTestApi(await createOffice()).call(officer, 'GET /incident/{incidentId}/executions', {
      path,
    });
    expect(body.items).toMatchObject([{ name: 'one', status: 'RUNNING', current: true, redrivable: false }]);
  });

  it('show their history page by page, both ways, and never a token', async () => {
    const api = createTestApi(await officeWithHistory());
    for (const reverse of ['false', 'true']) {
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const query: Record<string, string> = { reverse, ...(cursor === undefined ? {} : { cursor }) };
        const answer = await api.call<{ events: { id: number }[]; cursor?: string }>(
          officer,
          'GET /incident/{incidentId}/executions/{executionName}/history',
          { path, query },
        );
        expect(answer.text).not.toContain(token);
        seen.push(...answer.body.events.map(({ id }) => id));
        cursor = answer.body.cursor;
      } while (cursor !== undefined);
      const ids = events.map(({ id }) => id);
      expect(seen).toEqual(reverse === 'true' ? ids.reverse() : ids);
    }
  });

  it('show what each state got and gave, without the token', async () => {
    const api = createTestApi(await officeWithHistory());
    const answer = await api.call(officer, 'GET /incident/{incidentId}/executions/{executionName}/states', { path });
    expect(answer.body).toMatchObject({ complete: true, visits: [{}, {}, { state: 'ReviewDeadline' }] });
    expect(answer.text).not.toContain(token);
  });

  it('show the definition that they run', async () => {
    const api = createTestApi(await createOffice());
    const answer = await api.call(officer, 'GET /incident/{incidentId}/executions/{executionName}/definition', {
      path,
    });
    expect(answer.body).toMatchObject({ definition: { StartAt: 'A' } });
  });
});
