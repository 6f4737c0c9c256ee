import { describe, expect, test } from 'vitest';
import { isMoving, progressOf } from './phase.ts';

const job = { good: 200, started: 40, already: 10, failed: 1, withdrawn: 0 };

describe('progressOf', () => {
  test('counts rows started, there already, and failed', () => {
    expect(progressOf({ ...job, status: 'running' })).toEqual({ value: 25, words: '51 of 200 rows' });
  });

  test('is complete for a file without good rows', () => {
    expect(progressOf({ ...job, good: 0, started: 0, already: 0, failed: 0, status: 'running' }).value).toBe(100);
  });

  test('counts incidents withdrawn while undoing', () => {
    expect(progressOf({ ...job, status: 'undoing', withdrawn: 10 })).toEqual({
      value: 25,
      words: '10 of 40 withdrawn',
    });
  });
});

test('only running and undoing imports move', () => {
  expect((['preview', 'running', 'done', 'undoing', 'undone'] as const).filter(isMoving)).toEqual([
    'running',
    'undoing',
  ]);
});
