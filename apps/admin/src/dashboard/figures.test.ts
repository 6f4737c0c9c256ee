import { describe, expect, test } from 'vitest';
import { attentionOf, openShares, passRates } from './figures.ts';

const data = {
  openByStatus: [
    { status: 'exam-open' as const, count: 12 },
    { status: 'awaiting-decision' as const, count: 3 },
    { status: 'to-be-scheduled' as const, count: 0 },
    { status: 'resolved' as const, count: 90 },
  ],
  stopped: 1,
  notNotified: 2,
  mailHeld: 0,
  openRequests: 4,
  passRateByAttempt: [
    { attempt: 2, sat: 8, passed: 7 },
    { attempt: 1, sat: 30, passed: 20 },
    { attempt: 3, sat: 0, passed: 0 },
  ],
};

test('attentionOf counts zero where the server names no such state', () => {
  expect(attentionOf(data).map(({ label, count }) => [label, count])).toEqual([
    ['Decisions', 3],
    ['Reports to confirm', 0],
    ['Requests to answer', 4],
    ['Not notified', 2],
    ['Workflow stopped', 1],
  ]);
});

test('attentionOf says that mail is held while it is, apart from what was not notified', () => {
  const labels = attentionOf({ ...data, mailHeld: 5 }).map(({ label, count, search }) => [label, count, search]);
  expect(labels).toContainEqual(['Mail held with an import', 5, 'mailHeld=true']);
  expect(labels).toContainEqual(['Not notified', 2, 'notNotified=true']);
});

describe('charts', () => {
  test('show open states that have incidents', () => {
    expect(openShares(data).map(({ status }) => status)).toEqual(['exam-open', 'awaiting-decision']);
  });

  test('show attempts in order, without those nobody sat', () => {
    expect(passRates(data)).toEqual([
      { x: '1', y: 67, sat: 30, passed: 20 },
      { x: '2', y: 88, sat: 8, passed: 7 },
    ]);
  });
});
